// What the parts of the JIT share among themselves.
#pragma once

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <memory>
#include <string>

#include "jit.h"

namespace llvm {
class TargetLibraryInfoImpl;
}

namespace legate_ts::jit {

// The one target machine: this host. Strict IEEE code generation.
llvm::TargetMachine& host_machine();

// Checks what a kernel's module must be, gives it the host's target, and optimises it.
void optimise(llvm::Module& module, const Options& options);

// Tells LLVM which memory accesses of `kernel` can't overlap (abi.h says why they can't).
void add_alias_scopes(llvm::Function& kernel);

// jit_stream.cc: makes stores of the calls that mark streams, and, once they are vectors, nontemporal ones.
void mark_streams(llvm::Module& module);
void define_streams(llvm::Function& kernel);

// jit_gather.cc: reads elements that lie apart one by one.
void define_gathers(llvm::Function& kernel);

// Machine code of an optimised module: an ELF object, or assembly.
std::string generate(llvm::Module& module, bool assembly);

// --- mathematical functions, see jit_math.cc

// Renames them, so that LLVM neither folds nor rewrites them.
void rename_math(llvm::Module& module);
// Says which vector variants the vectoriser may use.
void describe_math(llvm::TargetLibraryInfoImpl& library);
// Defines what is used of them in terms of one vector function each.
void define_math(llvm::Module& module);

// jit_functions.cc: functions whose code is ours; scalar or vector, by the type of `variant`. `far` is the library's.
bool has_own_code(llvm::StringRef function, bool f64);
// Of one with code of our own: how many vectors of the processor's are best worked on together.
unsigned vectors_together(llvm::StringRef function);
void define_own(llvm::Function& variant, llvm::StringRef function, llvm::Function& far);
const char* vector_library_name();

// --- linking

// The address of what generated code may call, or null.
void* find_symbol(const std::string& name);

}  // namespace legate_ts::jit
