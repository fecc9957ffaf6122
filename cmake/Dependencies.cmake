# Every outside package, found in one place. All come from the distribution; utils/packages lists them.
find_package(LLVM 19.1 CONFIG REQUIRED
             HINTS /usr/lib/llvm-19/lib/cmake/llvm /usr/lib/llvm-19/cmake)
set(LLVM_TOOLS_DIR "${LLVM_TOOLS_BINARY_DIR}")
find_package(SPIRV-Tools CONFIG REQUIRED)
find_path(SPIRV_HEADERS_INCLUDE_DIR spirv/unified1/spirv.hpp11 REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
if(VYRE_BUILD_LOADER)
  find_package(Vulkan REQUIRED)
endif()

# One name for "LLVM's ADT and Support", always the static archive: a dynamic libLLVM costs 50 ms at start-up.
add_library(vyre_llvm INTERFACE)
target_include_directories(vyre_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_compile_definitions(vyre_llvm INTERFACE ${LLVM_DEFINITIONS_LIST})
target_link_libraries(vyre_llvm INTERFACE LLVMSupport)
