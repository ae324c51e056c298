# Legate's headers and libraries, from the unpacked wheels or from an installed prefix: the target
# `legate_engine`, and the folders of UCX, UCC and NCCL for the first-stage loader.
# Not find_package(legate): its CMake package asks for CUDA's and others' of its own, which a CPU
# machine hasn't got.
if(LEGATE_TS_ENGINE)
  set(LEGATE_PREFIX "${LEGATE_TS_ENGINE}/legate")
  set(LEGATE_TS_UCX_LIB "${LEGATE_TS_ENGINE}/libucx/lib")
  set(LEGATE_TS_UCC_LIB "${LEGATE_TS_ENGINE}/nvidia/libcal/cu12/lib")
  set(LEGATE_TS_NCCL_LIB "${LEGATE_TS_ENGINE}/nvidia/nccl/lib")
  set(LEGATE_TS_CUDART_LIB "${LEGATE_TS_ENGINE}/nvidia/cuda_runtime/lib")
  set(CUDA_INCLUDES
    "${LEGATE_TS_ENGINE}/nvidia/cuda_runtime/include" "${LEGATE_TS_ENGINE}/nvidia/cuda_nvcc/include")
elseif(LEGATE_TS_LEGATE)
  set(LEGATE_PREFIX "${LEGATE_TS_LEGATE}")
  foreach(name UCX UCC NCCL CUDART)
    set(LEGATE_TS_${name}_LIB "${LEGATE_TS_LEGATE}/lib")
  endforeach()
  set(CUDA_INCLUDES "${LEGATE_TS_LEGATE}/targets/x86_64-linux/include")
else()
  message(FATAL_ERROR "Set LEGATE_TS_ENGINE (unpacked wheels) or LEGATE_TS_LEGATE (a prefix)")
endif()

find_library(LEGATE_LIBRARY legate PATHS "${LEGATE_PREFIX}/lib64" "${LEGATE_PREFIX}/lib"
  NO_DEFAULT_PATH REQUIRED)
get_filename_component(LEGATE_LIBDIR "${LEGATE_LIBRARY}" DIRECTORY)
find_library(LEGION_LIBRARY legion-legate PATHS "${LEGATE_LIBDIR}" NO_DEFAULT_PATH REQUIRED)
find_library(REALM_LIBRARY realm-legate PATHS "${LEGATE_LIBDIR}" NO_DEFAULT_PATH REQUIRED)

add_library(legate_engine INTERFACE)
set(includes ${CUDA_INCLUDES})
foreach(folder include/legate include include/legate/deps include/legate/deps/mappers
    include/rapids include/rapids/libcudacxx)
  list(APPEND includes "${LEGATE_PREFIX}/${folder}")
endforeach()
foreach(folder ${includes})
  if(EXISTS "${folder}")
    target_include_directories(legate_engine SYSTEM INTERFACE "${folder}")
  endif()
endforeach()
target_compile_definitions(legate_engine INTERFACE LIBCUDACXX_ENABLE_HOST_NVFP16=1)
target_compile_options(legate_engine INTERFACE -w)
target_link_libraries(legate_engine INTERFACE
  "${LEGATE_LIBRARY}" "${LEGION_LIBRARY}" "${REALM_LIBRARY}")
# DT_RPATH, not DT_RUNPATH: it also serves the libraries that Legate itself pulls in.
target_link_options(legate_engine INTERFACE
  -Wl,--disable-new-dtags "-Wl,-rpath,${LEGATE_LIBDIR}" -Wl,--allow-shlib-undefined)
