// SPDX-License-Identifier: Apache-2.0
#define CATCH_CONFIG_MAIN
#include "support/catch.hpp"

#if defined(CATCH_VERSION_MAJOR) && CATCH_VERSION_MAJOR >= 3
// Version 3 makes no main() of a macro.
int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
#endif
