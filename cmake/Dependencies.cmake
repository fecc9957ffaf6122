# Every outside package, found in one place. All come from the distribution; utils/packages lists them.
find_package(LLVM 19.1 CONFIG REQUIRED
             HINTS /usr/lib/llvm-19/lib/cmake/llvm /usr/lib/llvm-19/cmake)
set(LLVM_TOOLS_DIR "${LLVM_TOOLS_BINARY_DIR}")
find_package(SPIRV-Tools CONFIG REQUIRED)
find_path(SPIRV_HEADERS_INCLUDE_DIR spirv/unified1/spirv.hpp11 REQUIRED)
# Optional: without it, handlers written in GLSL are refused. Its code generator names SPIRV-Tools' optimiser and linker.
set(VYRE_HAS_GLSL OFF)
if(VYRE_GLSL)
  find_package(Threads)
  find_package(SPIRV-Tools-opt CONFIG)
  find_package(SPIRV-Tools-link CONFIG)
  find_package(glslang CONFIG)
  if(TARGET glslang::SPIRV AND TARGET glslang::glslang-default-resource-limits)
    set(VYRE_HAS_GLSL ON)
  endif()
endif()
message(STATUS "Handlers in GLSL: ${VYRE_HAS_GLSL}")
find_package(Python3 REQUIRED COMPONENTS Interpreter)
if(VYRE_BUILD_LOADER)
  find_package(Vulkan REQUIRED)
endif()

# One name for "LLVM's ADT and Support", always the static archive: a dynamic libLLVM costs 50 ms at start-up.
add_library(vyre_llvm INTERFACE)
target_include_directories(vyre_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_compile_definitions(vyre_llvm INTERFACE ${LLVM_DEFINITIONS_LIST})
target_link_libraries(vyre_llvm INTERFACE LLVMSupport)
