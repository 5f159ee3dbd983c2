// SPDX-License-Identifier: Apache-2.0
// The process as a mail system starts it: signals, descriptors, and what may be left out of it.
#pragma once

namespace alignmail::hook {

// SIGPIPE and SIGXFSZ become errors of write(); SIGTERM, SIGHUP and SIGINT a request to stop.
void prepare_signals();
// One of these came: zero or its number. Blocking calls end with EINTR then.
int stop_signal();
inline bool is_told_to_stop() { return stop_signal() != 0; }

// The signals; the descriptors 0 to 2 are open; files are for their owner alone. Returns whether
// standard output was open already. Calls nothing that needs memory.
bool prepare_process();

// For the child that analyses: nothing it prints reaches anybody, it dumps no core, and the
// signals of its parent do not concern it.
void prepare_child();

// Gives up what an analysis does not need any more, once its files are open: writing to any
// file, starting programs. As far as the kernel can (Landlock, seccomp); else without.
void confine();

}  // namespace alignmail::hook
