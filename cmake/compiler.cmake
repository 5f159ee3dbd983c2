# How everything of ours is compiled: the standard, the warnings, the hardening.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# A static library shows its users what its headers declare all the same; and what nobody can replace from outside
# is called directly and inlined.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
# Less code than -O3 makes: it all goes through the instruction cache for each message.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# alignmail_octet_loops(files...): those of the folder at hand whose loops over octets are to become vector code.
function(alignmail_octet_loops)
  set_source_files_properties(${ARGN} TARGET_DIRECTORY alignmail
    PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O3>
    SKIP_PRECOMPILE_HEADERS ON)  # which bring the options that they were made with: 1 MB took 2.7 times as long
endfunction()

# alignmail_precompile(target): what nearly every source includes of the standard library is read once, which takes a third off
# a clean release. Other builds go without: there each file shows that it includes what it uses, and ccache knows it again.
function(alignmail_precompile target)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Of what it inlines from there GCC 12 warns falsely, as of "literal" + std::string below.
    target_compile_options(${target} PRIVATE -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory>
      <optional> <set> <span> <string> <string_view> <unordered_map> <variant> <vector> <tl/expected.hpp>)
  endif()
endfunction()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# Linked PRIVATE by every target of ours, so that users of the library keep their own flags.
# -Wno-restrict: GCC 12 warns falsely about "literal" + std::string when it optimises (its bug 105651).
add_library(alignmail-flags INTERFACE)
target_compile_options(alignmail-flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fstack-protector-strong
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_link_options(alignmail-flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # The same sources make the same octets, wherever they lie.
  target_compile_options(alignmail-flags INTERFACE
    -ffile-prefix-map=${PROJECT_BINARY_DIR}=build -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
  target_compile_definitions(alignmail-flags INTERFACE _FORTIFY_SOURCE=2)
endif()
if(ALIGNMAIL_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A fifth of the time of a message of 4 KB, for half a minute more of building. The objects are fat, for whoever links
  # the library may have another compiler; each gets a seed of its own, else GCC draws one by lot.
  target_compile_options(alignmail-flags INTERFACE -flto=auto -ffat-lto-objects)
  target_link_options(alignmail-flags INTERFACE -flto=auto)
  string(REPLACE "<FLAGS>" "<FLAGS> -frandom-seed=<OBJECT>" CMAKE_CXX_COMPILE_OBJECT "${CMAKE_CXX_COMPILE_OBJECT}")
endif()
if(ALIGNMAIL_SANITIZE)
  target_compile_options(alignmail-flags INTERFACE
    -fsanitize=${ALIGNMAIL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(alignmail-flags INTERFACE -fsanitize=${ALIGNMAIL_SANITIZE})
endif()
