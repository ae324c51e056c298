// Bit generators: PCG64 and the Mersenne Twister, with NumPy's streams.
#pragma once

#include <algorithm>
#include <cstdint>

namespace legate_ts::random_numbers {

using Wide = unsigned __int128;

constexpr Wide wide(std::uint64_t high, std::uint64_t low) { return (static_cast<Wide>(high) << 64) | low; }

// PCG XSL RR 128/64. A 32-bit number takes half of a 64-bit one; the other half is kept.
struct Pcg64 {
  std::uint64_t state_high, state_low, increment_high, increment_low;
  std::uint64_t has_half, half;

  static constexpr Wide MULTIPLIER = wide(0x2360ed051fc65da4u, 0x4385df649fccf645u);

  std::uint64_t next64()
  {
    const Wide state = wide(state_high, state_low) * MULTIPLIER + wide(increment_high, increment_low);
    state_high       = static_cast<std::uint64_t>(state >> 64);
    state_low        = static_cast<std::uint64_t>(state);
    const auto mixed = state_high ^ state_low;
    const auto turn  = static_cast<unsigned>(state_high >> 58);
    return (mixed >> turn) | (mixed << ((64 - turn) & 63));
  }

  std::uint32_t next32()
  {
    if (has_half != 0) {
      has_half = 0;
      return static_cast<std::uint32_t>(half);
    }
    const auto both = next64();
    has_half        = 1;
    half            = both >> 32;
    return static_cast<std::uint32_t>(both);
  }

  double next_double() { return static_cast<double>(next64() >> 11) * (1.0 / 9007199254740992.0); }

  // As if so many 64-bit numbers had been drawn: the recurrence, squared again and again.
  void advance(std::uint64_t count)
  {
    Wide factor = 1, sum = 0, multiplier = MULTIPLIER, increment = wide(increment_high, increment_low);
    for (; count != 0; count >>= 1) {
      if ((count & 1) != 0) {
        factor *= multiplier;
        sum = sum * multiplier + increment;
      }
      increment *= multiplier + 1;
      multiplier *= multiplier;
    }
    const Wide state = wide(state_high, state_low) * factor + sum;
    state_high       = static_cast<std::uint64_t>(state >> 64);
    state_low        = static_cast<std::uint64_t>(state);
  }
};

// The state of MT19937, and the second of the two normal numbers that its polar method makes at a time.
struct TwisterState {
  static constexpr int LENGTH = 624, MIDDLE = 397;
  std::uint32_t key[LENGTH];
  std::uint32_t position, has_gauss, unused;
  double gauss;

  void twist()
  {
    const auto mixed = [](std::uint32_t a, std::uint32_t b) {
      const auto y = (a & 0x80000000u) | (b & 0x7fffffffu);
      return (y >> 1) ^ (-(b & 1u) & 0x9908b0dfu);
    };
    for (int i = 0; i < LENGTH - MIDDLE; ++i) key[i] = key[i + MIDDLE] ^ mixed(key[i], key[i + 1]);
    for (int i = LENGTH - MIDDLE; i < LENGTH - 1; ++i) key[i] = key[i + MIDDLE - LENGTH] ^ mixed(key[i], key[i + 1]);
    key[LENGTH - 1] = key[MIDDLE - 1] ^ mixed(key[LENGTH - 1], key[0]);
  }

  void seed(std::uint32_t value)
  {
    for (int i = 0; i < LENGTH; ++i) {
      key[i] = value;
      value  = 1812433253u * (value ^ (value >> 30)) + static_cast<std::uint32_t>(i) + 1;
    }
    position  = LENGTH;
    has_gauss = 0;
    gauss     = 0;
  }
};

// Draws from a state. All words of it are made ready together, which the compiler does with vectors.
class Twister {
 public:
  explicit Twister(TwisterState& state) : state{state}, position_{state.position} { make_ready(); }
  ~Twister() { state.position = position_; }
  Twister(const Twister&)            = delete;
  Twister& operator=(const Twister&) = delete;

  TwisterState& state;

  std::uint32_t next32()
  {
    if (position_ == LENGTH) {
      state.twist();
      position_ = 0;
      make_ready();
    }
    return ready_[position_++];
  }

  std::uint64_t next64()
  {
    const auto high = static_cast<std::uint64_t>(next32()) << 32;
    return high | next32();
  }

  double next_double()
  {
    const auto a = next32(), b = next32();
    return uniform(a, b);
  }

  void doubles(double* to, std::int64_t count)
  {
    while (count > 0) {
      const auto together = std::min<std::int64_t>(count, (LENGTH - position_) / 2);
      const auto* const words = ready_ + position_;
      for (std::int64_t i = 0; i < together; ++i) to[i] = uniform(words[2 * i], words[2 * i + 1]);
      position_ += static_cast<std::uint32_t>(2 * together);
      to += together;
      count -= together;
      // Its words are of two rounds.
      if (count > 0) *to++ = next_double(), --count;
    }
  }

 private:
  static constexpr std::uint32_t LENGTH = TwisterState::LENGTH;

  static double uniform(std::uint32_t a, std::uint32_t b)
  {
    const auto high = static_cast<std::int32_t>(a >> 5), low = static_cast<std::int32_t>(b >> 6);
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  void make_ready()
  {
    for (std::uint32_t i = 0; i < LENGTH; ++i) {
      auto y = state.key[i];
      y ^= y >> 11;
      y ^= (y << 7) & 0x9d2c5680u;
      y ^= (y << 15) & 0xefc60000u;
      ready_[i] = y ^ (y >> 18);
    }
  }

  std::uint32_t position_;
  std::uint32_t ready_[LENGTH];
};

}  // namespace legate_ts::random_numbers
