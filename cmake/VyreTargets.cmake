# What every target of the project has in common, and the helpers that declare targets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
# -O3 gains nothing measurable here, compiles longer and makes GCC 12 warn of overruns that cannot happen.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(vyre_options INTERFACE)
target_include_directories(vyre_options INTERFACE "${PROJECT_SOURCE_DIR}/include"
                                                  "${PROJECT_BINARY_DIR}/include")
target_compile_options(vyre_options INTERFACE
  -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Wswitch -Wimplicit-fallthrough
  # False alarms of GCC 12: LLVM's scope objects that register themselves while they live, and std::string's operator+.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-dangling-pointer> $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  -ffunction-sections -fdata-sections $<$<BOOL:${VYRE_WERROR}>:-Werror>)
target_link_options(vyre_options INTERFACE -Wl,--gc-sections -static-libstdc++ -static-libgcc)
if(VYRE_SANITIZE)
  target_compile_options(vyre_options INTERFACE -fsanitize=${VYRE_SANITIZE} -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer
    # False alarms of GCC 12 in instrumented code, in LLVM's maps.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(vyre_options INTERFACE -fsanitize=${VYRE_SANITIZE})
endif()

# The compiler proper is built without exceptions and RTTI; the loader and the tests are not.
add_library(vyre_compiler_options INTERFACE)
target_link_libraries(vyre_compiler_options INTERFACE vyre_options vyre_llvm)
target_compile_options(vyre_compiler_options INTERFACE -fno-exceptions -fno-rtti)

# vyre_add_library(VyreIR Op.cpp ... LINK VyreSupport ...): one static library per folder of lib/.
function(vyre_add_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC vyre_options vyre_llvm ${ARG_LINK})
  target_compile_options(${name} PRIVATE -fno-exceptions -fno-rtti)
endfunction()

# vyre_add_tool(vyre-as main.cpp LINK VyreVIR0 ...)
function(vyre_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE vyre_options vyre_llvm ${ARG_LINK})
  target_compile_options(${name} PRIVATE -fno-exceptions -fno-rtti)
endfunction()

# vyre_add_unit_test(VIR0 Leb.cpp ... LINK VyreVIR0 ...): one doctest binary per folder, known to ctest.
function(vyre_add_unit_test folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  string(REPLACE "/" "-" name "unit-${folder}")
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS} "${PROJECT_SOURCE_DIR}/test/unit/main.cpp")
  target_link_libraries(${name} PRIVATE vyre_options vyre_llvm ${ARG_LINK})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/test/unit")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "VYRE_CORPUS=${VYRE_CORPUS};VYRE_SPEC=${VYRE_SPEC}")
endfunction()

# Real programs and their expected results live beside the project, never in it.
set(VYRE_CORPUS "$ENV{VYRE_CORPUS}" CACHE PATH "Folder of the VIR0 corpus")
if(NOT VYRE_CORPUS)
  set(VYRE_CORPUS "${PROJECT_SOURCE_DIR}/../shared/corpus" CACHE PATH "Folder of the VIR0 corpus" FORCE)
endif()
cmake_path(NORMAL_PATH VYRE_CORPUS)
set(VYRE_SPEC "${VYRE_CORPUS}/../spec")
cmake_path(NORMAL_PATH VYRE_SPEC)
