// Functions whose results are exact, or rounded once, of which libraries have no vectors. Where one doesn't say what it
// returns, it ends the function that is written (with_far, jit_code.h).
#pragma once

#include "jit_code.h"

namespace legate_ts::jit {

// What is left of x when whole quotients of y are taken away, with the sign of x.
void fmod(const Code& c, llvm::Value* x, llvm::Value* y, llvm::Function& far);

// NumPy's: the quotient of x and y, rounded down.
void floordiv(const Code& c, llvm::Value* x, llvm::Value* y, llvm::Function& far);

// The number after x in the direction of y.
llvm::Value* nextafter(const Code& c, llvm::Value* x, llvm::Value* y);

// The exponent of the power of two in |x|, as a double.
llvm::Value* logb(const Code& c, llvm::Value* x);

// x 2^n for a whole n, rounded once.
void scalb(const Code& c, llvm::Value* x, llvm::Value* n, llvm::Function& far);

}  // namespace legate_ts::jit
