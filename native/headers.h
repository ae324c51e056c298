// Precompiled: Legate's headers take ten seconds to read.
#pragma once
#include <legate.h>
#include <napi.h>
