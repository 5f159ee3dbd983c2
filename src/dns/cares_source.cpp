// SPDX-License-Identifier: Apache-2.0
#include "dns/cares_source.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "dns/cares_version.hpp"
#include "dns/wire.hpp"

namespace alignmail::dns {
namespace {

constexpr std::uint64_t most_strays = 64;  // ours: an honest server sends none

struct Query {
  Channel* channel;
  Channel::Receiver receiver;
};

Delivery delivery_of(int status) {
  switch (status) {
    case ARES_SUCCESS: return Delivery::Reply;
    case ARES_ETIMEOUT: return Delivery::TimedOut;
    case ARES_EBADRESP: return Delivery::Nonsense;
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION: return Delivery::Cancelled;
    default: return Delivery::Unreachable;
  }
}

// Whether a datagram is a response whose question, if it has one, can be read. The rest of it is reply.cpp's.
bool could_be_reply(std::string_view datagram) {
  if (datagram.size() < wire::header_octets) return false;
  wire::Reader reader(datagram, 2);
  if ((reader.u16() & wire::flag_response) == 0) return false;
  if (reader.u16() == 0) return true;
  wire::Reader question(datagram, wire::header_octets);
  question.name();
  question.u32();  // type and class
  return question.ok();
}

}  // namespace

// The callbacks that c-ares wants, and its channel.
struct Channel::Library {
  static ares_channel of(const Channel& channel) { return static_cast<ares_channel>(channel.handle_); }

  static void on_socket(void* self, ares_socket_t fd, int readable, int writable) {
    auto* const channel = static_cast<Channel*>(self);
    const int events = (readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0);
    if (events == 0) {
      channel->sockets_.erase(fd);
    } else {
      channel->sockets_[fd] = {channel, static_cast<short>(events)};
    }
  }

  static void on_return(void* argument, int status, int, unsigned char* octets, int length) {
    const std::unique_ptr<Query> query(static_cast<Query*>(argument));
    Channel& channel = *query->channel;
    --channel.outstanding_;
    Delivery delivery = delivery_of(status);
    std::string_view packet;
    // Old versions also hand over a reply together with a status that judges its rcode.
    if (octets != nullptr && length > 0) {
      ++channel.replies_;
      delivery = Delivery::Reply;
      packet = {reinterpret_cast<const char*>(octets), static_cast<std::size_t>(length)};
    } else if (delivery == Delivery::Reply || (delivery == Delivery::Unreachable && channel.flooded_)) {
      delivery = Delivery::Nonsense;
    }
    query->receiver(delivery, packet);
  }

  static ares_socket_t open(int domain, int type, int protocol, void* self) {
    const int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (fd >= 0 && static_cast<Channel*>(self)->protocol_ == Protocol::Tcp) {
      const int on = 1;
      (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return fd;
  }
  static int close(ares_socket_t fd, void*) { return ::close(fd); }
  static int connect(ares_socket_t fd, const sockaddr* address, ares_socklen_t length, void*) {
    return ::connect(fd, address, length);
  }
  static ares_ssize_t transmit(ares_socket_t fd, const iovec* data, int count, void*) {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(data);
    message.msg_iovlen = static_cast<std::size_t>(count);
    return sendmsg(fd, &message, MSG_NOSIGNAL);  // a closed connection is an error, not a signal
  }
  static ares_ssize_t receive(ares_socket_t fd, void* buffer, size_t size, int flags, sockaddr* from,
                              ares_socklen_t* from_length, void* self) {
    auto* const channel = static_cast<Channel*>(self);
    if (channel->protocol_ == Protocol::Tcp) return recvfrom(fd, buffer, size, flags, from, from_length);
    return receive_datagram(*channel, fd, buffer, size, flags, from, from_length);
  }

  // The next datagram that could be a reply. What cannot be one is dropped here already: an empty
  // datagram would look to old versions like the end of a connection, and garbage ends the query in
  // new ones.
  static ares_ssize_t receive_datagram(Channel& channel, int fd, void* buffer, size_t size, int flags, sockaddr* from,
                                       ares_socklen_t* from_length) {
    const ares_socklen_t room = from_length != nullptr ? *from_length : 0;
    while (true) {
      const ssize_t length = recvfrom(fd, buffer, size, flags, from, from_length);
      if (length < 0) return length;
      const std::uint64_t honest = channel.replies_ + channel.outstanding_ + channel.expected_;
      if (++channel.datagrams_ > honest + most_strays) {
        channel.flooded_ = true;
        errno = ECONNREFUSED;
        return -1;
      }
      if (could_be_reply({static_cast<const char*>(buffer), static_cast<std::size_t>(length)})) return length;
      if (from_length != nullptr) *from_length = room;
    }
  }

  static constexpr ares_socket_functions functions = {open, close, connect, receive, transmit};

  static ares_channel make(Channel& owner, std::chrono::milliseconds patience) {
    static const int is_ready = ares_library_init(ARES_LIB_INIT_ALL);
    std::string lookups = "b";  // DNS only, not /etc/hosts
    ares_options options{};
    options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS | ARES_FLAG_STAYOPEN |
                    ARES_FLAG_NOCHECKRESP | ARES_FLAG_IGNTC;
    if (owner.protocol_ == Protocol::Tcp) options.flags |= ARES_FLAG_USEVC;
    options.timeout = static_cast<int>(patience.count());
    options.tries = 1;
    options.ndots = 1;
    options.lookups = lookups.data();
    options.ednspsz = 4096;  // as much as its buffer takes; queries of ours ask for less
    options.sock_state_cb = on_socket;
    options.sock_state_cb_data = &owner;
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS | ARES_OPT_LOOKUPS |
               ARES_OPT_DOMAINS | ARES_OPT_EDNSPSZ | ARES_OPT_SOCK_STATE_CB;
    set_newer_options(options, mask);
    ares_channel channel = nullptr;
    if (is_ready != ARES_SUCCESS || ares_init_options(&channel, &options, mask) != ARES_SUCCESS) return nullptr;
    ares_set_socket_functions(channel, &functions, &owner);
    return channel;
  }

  static bool set_server(ares_channel channel, const ServerAddress& server) {
    ares_addr_port_node node{};
    node.family = server.address.is_v4() ? AF_INET : AF_INET6;
    std::memcpy(&node.addr, server.address.octets().data(), server.address.is_v4() ? 4 : 16);
    node.udp_port = node.tcp_port = server.port;
    return ares_set_servers_ports(channel, &node) == ARES_SUCCESS;
  }
};

bool Channel::carries_any_name() { return dns::carries_any_name; }

Channel::Channel(const ServerAddress& server, Protocol protocol, std::chrono::milliseconds patience, Sockets& sockets)
    : sockets_(sockets), protocol_(protocol) {
  ares_channel channel = Library::make(*this, patience);
  if (channel != nullptr && !Library::set_server(channel, server)) {
    ares_destroy(channel);
    channel = nullptr;
  }
  handle_ = channel;
}

Channel::~Channel() {
  if (handle_ != nullptr) ares_destroy(Library::of(*this));
  std::erase_if(sockets_, [&](const auto& entry) { return entry.second.channel == this; });
}

void Channel::send(const std::string& packet, Receiver receiver) {
  if (handle_ == nullptr) return receiver(Delivery::Unreachable, {});
  ++outstanding_;
  auto query = std::make_unique<Query>(Query{this, std::move(receiver)});
  ares_send(Library::of(*this), reinterpret_cast<const unsigned char*>(packet.data()), static_cast<int>(packet.size()),
            Library::on_return, query.release());
}

void Channel::process(int fd, bool readable, bool writable) {
  ares_process_fd(Library::of(*this), readable ? fd : ARES_SOCKET_BAD, writable ? fd : ARES_SOCKET_BAD);
}

void Channel::tick() {
  if (outstanding_ > 0) ares_process_fd(Library::of(*this), ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

void Channel::cancel() {
  expected_ = outstanding_;
  if (outstanding_ > 0) ares_cancel(Library::of(*this));
  datagrams_ = replies_ = 0;
  flooded_ = false;
}

}  // namespace alignmail::dns
