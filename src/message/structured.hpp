// SPDX-License-Identifier: Apache-2.0
// What all structured fields share: quoted strings and comments (RFC 5322 section 3.2). Found
// without recursion, since comments nest as deep as the sender likes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace alignmail::message {

// One past the closing quote of the quoted string that begins at `begin`; npos when none closes it.
std::size_t quoted_end(std::string_view text, std::size_t begin);

struct CommentEnd {
  std::size_t end = std::string_view::npos;  // one past the closing parenthesis
  std::size_t depth = 0;                     // how deep comments nest in it, itself included
};
CommentEnd comment_end(std::string_view text, std::size_t begin);

// The inside of a quoted string or comment: backslashes of quoted-pairs and line ends removed
// (RFC 5322 section 3.2.4).
std::string unquote(std::string_view inside);

// Of a field that was folded; CR and LF mean nothing in it (RFC 5322 section 2.2.3).
std::string without_line_ends(std::string_view text);

// With a space in the place of each comment, up to the first `end` outside of them; what follows that stays as it is. A
// comment that never closes stays, too.
std::string without_comments(std::string_view text, char end = '\0');

// Words between white space; quoted strings and nested comments are never cut.
std::vector<std::string_view> split_words(std::string_view text);

}  // namespace alignmail::message
