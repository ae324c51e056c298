// The one declaration of Node-API's experimental part that is needed here and that the package
// node-api-headers leaves out; node's own headers have it. node has had the function since 18.19.
#pragma once
#include <js_native_api.h>

#ifndef NODE_API_EXPERIMENTAL_HAS_POST_FINALIZER
#define NODE_API_EXPERIMENTAL_HAS_POST_FINALIZER
EXTERN_C_START
NAPI_EXTERN napi_status NAPI_CDECL node_api_post_finalizer(node_api_basic_env env,
                                                           napi_finalize finalize_cb,
                                                           void* finalize_data,
                                                           void* finalize_hint);
EXTERN_C_END
#endif
