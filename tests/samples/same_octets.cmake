# cmake -DTOOL=... -DSOURCE=... -DSCRATCH=... -P same_octets.cmake
# Makes all samples in SCRATCH and compares them with those in SOURCE/samples, octet for octet.
file(REMOVE_RECURSE ${SCRATCH})
execute_process(COMMAND ${TOOL} ${SOURCE}/samples/keys ${SCRATCH} COMMAND_ERROR_IS_FATAL ANY)
file(GLOB_RECURSE made RELATIVE ${SCRATCH} ${SCRATCH}/*)
file(GLOB stored RELATIVE ${SOURCE}/samples ${SOURCE}/samples/*/message.eml ${SOURCE}/samples/*/zone.txt)
if(NOT made STREQUAL stored)
  message(FATAL_ERROR "other samples than committed:\n made ${made}\n committed ${stored}")
endif()
foreach(name IN LISTS made)
  execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${SCRATCH}/${name} ${SOURCE}/samples/${name}
                  RESULT_VARIABLE differs)
  if(differs)
    message(SEND_ERROR "samples/${name} differs from what tools/make-samples makes")
  endif()
endforeach()
