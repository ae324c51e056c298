# Node's headers (`node_headers`) and node-addon-api (`node_addon_api`).
# The headers of the running node are preferred: they declare the experimental part of Node-API,
# whose basic finalizers run inside a collection. Where node came without headers, those of the
# package node-api-headers serve, with experimental.h adding what they leave out.
find_program(NODE_EXECUTABLE node REQUIRED)
function(ask_node variable script)
  execute_process(COMMAND ${NODE_EXECUTABLE} -p "${script}" WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  set(${variable} "${answer}" PARENT_SCOPE)
endfunction()

# What the addon tells node: NAPI_VERSION_EXPERIMENTAL. With less, finalizers wait for the event loop,
# and a store that dies while synchronous code runs goes unnoticed.
set(LEGATE_TS_NAPI_VERSION 2147483647)
if(NOT LEGATE_TS_NODE_INCLUDE)
  ask_node(prefix "path.dirname(path.dirname(fs.realpathSync(process.execPath)))")
  foreach(candidate "${prefix}/include/node" /usr/include/node)
    if(NOT LEGATE_TS_NODE_INCLUDE AND EXISTS "${candidate}/node_api.h")
      set(LEGATE_TS_NODE_INCLUDE "${candidate}")
    endif()
  endforeach()
endif()
if(NOT LEGATE_TS_NODE_INCLUDE)
  ask_node(LEGATE_TS_NODE_INCLUDE "require('node-api-headers').include_dir")
endif()
if(NOT LEGATE_TS_ADDON_API_INCLUDE)
  ask_node(LEGATE_TS_ADDON_API_INCLUDE "require('node-addon-api').include_dir")
  get_filename_component(LEGATE_TS_ADDON_API_INCLUDE
    "${LEGATE_TS_ADDON_API_INCLUDE}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
endif()
if(NOT EXISTS "${LEGATE_TS_NODE_INCLUDE}/node_api.h")
  message(FATAL_ERROR "node_api.h not found: set LEGATE_TS_NODE_INCLUDE")
endif()
if(NOT EXISTS "${LEGATE_TS_ADDON_API_INCLUDE}/napi.h")
  message(FATAL_ERROR "napi.h not found: npm install, or set LEGATE_TS_ADDON_API_INCLUDE")
endif()
file(STRINGS "${LEGATE_TS_NODE_INCLUDE}/js_native_api.h" experimental REGEX "HAS_POST_FINALIZER")

add_library(node_headers INTERFACE)
target_include_directories(node_headers SYSTEM INTERFACE "${LEGATE_TS_NODE_INCLUDE}")
if(experimental)
  target_compile_definitions(node_headers INTERFACE
    NAPI_VERSION=${LEGATE_TS_NAPI_VERSION} NAPI_EXPERIMENTAL)
else()
  target_compile_definitions(node_headers INTERFACE NAPI_VERSION=9)
  target_compile_options(node_headers INTERFACE
    "SHELL:-include \"${CMAKE_CURRENT_SOURCE_DIR}/experimental.h\"")
endif()
add_library(node_addon_api INTERFACE)
target_include_directories(node_addon_api SYSTEM INTERFACE "${LEGATE_TS_ADDON_API_INCLUDE}")
target_compile_definitions(node_addon_api INTERFACE NODE_ADDON_API_CPP_EXCEPTIONS)
