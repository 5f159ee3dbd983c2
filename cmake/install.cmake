# What `cmake --install` puts where, and the package for Debian that CPack makes of it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS alignmail EXPORT alignmail ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(ALIGNMAIL_LTO)
  # What only this very compiler can read, and what names the folder of the sources, stays out.
  install(CODE "execute_process(COMMAND \"${CMAKE_OBJCOPY}\" -D --remove-section=.gnu.lto_*
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/libalignmail.a\" COMMAND_ERROR_IS_FATAL ANY)")
endif()
install(DIRECTORY include/alignmail DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
set(ALIGNMAIL_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/alignmail)
install(EXPORT alignmail NAMESPACE alignmail:: FILE alignmailTargets.cmake DESTINATION ${ALIGNMAIL_CMAKE_DIR})
configure_package_config_file(cmake/alignmailConfig.cmake.in alignmailConfig.cmake INSTALL_DESTINATION ${ALIGNMAIL_CMAKE_DIR})
write_basic_package_version_file(alignmailConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/alignmailConfig.cmake ${PROJECT_BINARY_DIR}/alignmailConfigVersion.cmake
  DESTINATION ${ALIGNMAIL_CMAKE_DIR})
# Relative, so that the installed folder may be moved.
file(RELATIVE_PATH ALIGNMAIL_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/alignmail.pc.in alignmail.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/alignmail.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES LICENSE README.md CHANGELOG.md docs/hooks.md docs/findings.md docs/library.md docs/limits.md docs/reports.md
  docs/report-v1.schema.json
  DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(TARGET alignmail-cli)
  install(TARGETS alignmail-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  # alignmail_made(file folder name command...): a file that the program prints of itself, installed under a name.
  function(alignmail_made file folder name)
    add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/made/${file}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/made
      COMMAND alignmail-cli ${ARGN} > ${PROJECT_BINARY_DIR}/made/${file}
      DEPENDS alignmail-cli VERBATIM)
    set_property(GLOBAL APPEND PROPERTY ALIGNMAIL_MADE ${PROJECT_BINARY_DIR}/made/${file})
    install(FILES ${PROJECT_BINARY_DIR}/made/${file} DESTINATION ${folder} RENAME ${name})
  endfunction()
  alignmail_made(alignmail.1 ${CMAKE_INSTALL_MANDIR}/man1 alignmail.1 manual alignmail.1)
  alignmail_made(alignmail-report.5 ${CMAKE_INSTALL_MANDIR}/man5 alignmail-report.5 manual alignmail-report.5)
  alignmail_made(alignmail-findings.7 ${CMAKE_INSTALL_MANDIR}/man7 alignmail-findings.7 manual alignmail-findings.7)
  alignmail_made(completion.bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions alignmail completion bash)
  alignmail_made(completion.zsh ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions _alignmail completion zsh)
  alignmail_made(completion.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d alignmail.fish completion fish)
  get_property(made GLOBAL PROPERTY ALIGNMAIL_MADE)
  add_custom_target(alignmail-made ALL DEPENDS ${made})
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME alignmail)
set(CPACK_PACKAGE_CONTACT "the alignmail maintainers <alignmail@example.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS publicsuffix)
include(CPack)
