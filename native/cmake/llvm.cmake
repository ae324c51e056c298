# LLVM's C++ API (Debian's llvm-14-dev): targets `llvm_headers` and `llvm_library`.
find_path(LLVM_INCLUDE llvm/IR/Module.h
  PATHS /usr/lib/llvm-14/include /usr/include/llvm-14 NO_DEFAULT_PATH REQUIRED)
find_path(LLVM_C_INCLUDE llvm-c/Core.h
  PATHS /usr/lib/llvm-14/include /usr/include/llvm-c-14 NO_DEFAULT_PATH REQUIRED)
find_library(LLVM_LIBRARY NAMES LLVM-14 libLLVM-14.so.1
  PATHS /usr/lib/llvm-14/lib /usr/lib/x86_64-linux-gnu NO_DEFAULT_PATH REQUIRED)
add_library(llvm_headers INTERFACE)
target_include_directories(llvm_headers SYSTEM INTERFACE "${LLVM_INCLUDE}" "${LLVM_C_INCLUDE}")
add_library(llvm_library INTERFACE)
target_link_libraries(llvm_library INTERFACE "${LLVM_LIBRARY}")
