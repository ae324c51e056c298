// Agreement between ranks on what each has noticed by itself.
#pragma once

#include <vector>

namespace legate_ts::consensus {

// Starts an exchange of `numbers` with the other ranks; returns at once. Every rank must call this
// at the same place of the program, whatever its numbers. One exchange at a time.
void propose(std::vector<double> numbers);

// Waits for the exchange that `propose` started: the numbers that every rank proposed, in the same
// order on all. Nothing when none is under way.
std::vector<double> agreed();

}  // namespace legate_ts::consensus
