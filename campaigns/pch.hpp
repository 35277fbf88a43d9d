// Precompiled for every source of this library; sources still include what they use.
#pragma once

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>
