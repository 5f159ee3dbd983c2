// SPDX-License-Identifier: Apache-2.0
#include "ses/regions.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "trust/names.hpp"

namespace alignmail::ses {
namespace {

constexpr std::string_view common_zone = "dkim.amazonses.com";

// DKIM zones: "DKIM domains" of https://docs.aws.amazon.com/general/latest/gr/ses.html. Message-id
// prefixes: measured on delivered mail.
constexpr Region all_regions[] = {
    {"us-east-1", common_zone, "0100"},
    {"us-west-2", common_zone, "0101"},
    {"eu-west-1", common_zone, "0102"},
    {"sa-east-1", common_zone, "0103"},
    {"ap-northeast-1", common_zone, "0106"},
    {"eu-central-1", common_zone, "0107"},
    {"ap-southeast-2", common_zone, "0108"},
    {"ap-south-1", common_zone, "0109"},
    {"eu-west-2", common_zone, "010b"},
    {"ap-northeast-2", common_zone, "010c"},
    {"ca-central-1", common_zone, "010d"},
    {"ap-southeast-1", common_zone, "010e"},
    {"us-east-2", common_zone, "010f"},
    {"eu-north-1", common_zone, "0110"},
    {"us-west-1", common_zone, "0111"},
    {"eu-west-3", common_zone, "0113"},
    {"me-south-1", common_zone, ""},
    {"af-south-1", "dkim.af-south-1.amazonses.com", ""},
    {"ap-northeast-3", "dkim.ap-northeast-3.amazonses.com", ""},
    {"ap-south-2", "dkim.ap-south-2.amazonses.com", ""},
    {"ap-southeast-3", "dkim.ap-southeast-3.amazonses.com", ""},
    {"ap-southeast-5", "dkim.ap-southeast-5.amazonses.com", ""},
    {"ca-west-1", "dkim.ca-west-1.amazonses.com", ""},
    {"eu-central-2", "dkim.eu-central-2.amazonses.com", ""},
    {"eu-south-1", "dkim.eu-south-1.amazonses.com", ""},
    {"il-central-1", "dkim.il-central-1.amazonses.com", ""},
    {"me-central-1", "dkim.me-central-1.amazonses.com", ""},
    {"us-gov-west-1", common_zone, ""},
    {"us-gov-east-1", "dkim.us-gov-east-1.amazonses.com", ""},
    {"eusc-de-east-1", "", ""},  // no published source tells its zone
};

struct Network {
  char letter;
  std::array<std::uint8_t, 2> octets;
};
constexpr Network networks[] = {
    {'a', {54, 240}}, {'b', {69, 169}}, {'c', {76, 223}}, {'d', {23, 249}}, {'e', {23, 251}}};

// Host labels seen in Received fields, by region.
struct Outlet {
  char letter;
  std::uint8_t third;
  std::string_view region;
};
constexpr Outlet outlets[] = {
    {'a', 8, "us-east-1"},        {'a', 9, "us-east-1"},      {'a', 10, "us-east-1"},
    {'a', 11, "us-east-1"},       {'a', 13, "us-east-1"},     {'a', 14, "us-east-1"},
    {'a', 35, "us-east-1"},       {'a', 37, "us-east-1"},     {'a', 48, "us-east-1"},
    {'a', 49, "us-east-1"},       {'a', 73, "us-east-1"},     {'a', 78, "us-east-1"},
    {'a', 79, "us-east-1"},       {'a', 26, "us-west-2"},     {'a', 27, "us-west-2"},
    {'a', 58, "us-west-2"},       {'a', 60, "us-west-2"},     {'b', 237, "us-west-2"},
    {'a', 2, "eu-west-1"},        {'a', 3, "eu-west-1"},      {'a', 4, "eu-west-1"},
    {'a', 6, "eu-west-1"},        {'a', 7, "eu-west-1"},      {'a', 51, "eu-west-1"},
    {'a', 56, "eu-west-1"},       {'a', 89, "eu-west-1"},     {'a', 106, "eu-west-1"},
    {'b', 231, "eu-west-1"},      {'d', 215, "sa-east-1"},    {'e', 234, "ap-northeast-1"},
    {'e', 235, "ap-northeast-1"}, {'b', 224, "eu-central-1"}, {'b', 226, "eu-central-1"},
    {'b', 232, "ap-southeast-2"}, {'c', 180, "ap-south-1"},   {'d', 218, "eu-west-2"},
    {'c', 177, "ap-northeast-2"}, {'d', 208, "ca-central-1"}, {'e', 232, "ap-southeast-1"},
    {'c', 134, "ap-southeast-1"}, {'e', 226, "us-east-2"},    {'e', 240, "eu-north-1"},
    {'e', 242, "us-west-1"},      {'e', 246, "eu-west-3"},
};

struct Selector {
  std::string_view selector;
  std::string_view region;
};
constexpr Selector selectors[] = {
    {"6gbrjpgwjskckoa6a5zn6fwqkn67xbtw", "us-east-1"},      {"224i4yxa5dv7c2xz3womw6peuasteono", "us-east-1"},
    {"ug7nbtf4gccmlpwj322ax3p6ow6yfsug", "us-east-1"},      {"gdwg2y3kokkkj5a55z2ilkup5wp5hhxx", "us-west-2"},
    {"hsbnp7p3ensaochzwyq5wwmceodymuwv", "us-west-2"},      {"7v7vs6w47njt4pimodk5mmttbegzsi6n", "us-west-2"},
    {"ihchhvubuqgjsxyuhssfvqohv7z3u4hn", "eu-west-1"},      {"uku4taia5b5tsbglxyj6zym32efj7xqv", "eu-west-1"},
    {"shh3fegwg5fppqsuzphvschd53n6ihuv", "eu-west-1"},      {"54ecsf3zk7z4mwxwwox7z7bg6e5gwjsz", "eu-central-1"},
    {"sokbgaaqhfgd6qjht2wmdajpuuanpimv", "eu-central-1"},   {"qftdzk2dqsatjnlrq4r5brjbihpfcrsh", "eu-central-1"},
    {"zpkik46mrueu52d3326ufxxchortqmoc", "ap-south-1"},     {"rlntogby6xsxlfnvyxwnvvhttakdsqto", "ap-south-1"},
    {"dvogjbaa3ou3tduyzvyu4rj5tkuzdi4h", "ap-south-1"},     {"kra23psoka5qyyh6gdejiiuof3nluwuz", "us-east-2"},
    {"xplzuhjr4seloozmmorg6obznvt7ijlt", "us-east-2"},      {"ndjes4mrtuzus6qxu3frw3ubo3gpjndv", "us-east-2"},
    {"zh4gjftm6etwoq6afzugpky45synznly", "ap-northeast-1"}, {"suwteswkahkjx5z3rgaujjw4zqymtlt2", "ap-northeast-1"},
    {"33l4t57s6hxgsng3hsnbfahbdkoubkgb", "ap-southeast-1"}, {"pd64dbxfdcqqbvadj6zks7h7qe3c33ao", "ap-southeast-1"},
    {"smjs5bczbyxi6u2ua6eveuxqal7joyry", "eu-west-2"},      {"pgxy5mtxzx6eoyytua4nvvg26jbuf6lj", "eu-west-2"},
    {"bm3ypaoivbtdzmy3b6w37fzb5voa2uru", "sa-east-1"},      {"n3kzslanjhdj36g2753vor472zw45rsk", "sa-east-1"},
    {"bw45wyq3hkghdoq32obql4uyexcghmc7", "eu-north-1"},     {"voqdhibj3ww47nmt5hkqcrgg7xiynmza", "us-west-1"},
    {"4f4zjvqxldhskhj4hokzolcvnsn5qejk", "eu-west-3"},      {"xyc6f6lk6pvmrkurvbtj2lmxgr7e7773", "ca-central-1"},
    {"myrwpgnzv3rf5jbsdckyw4kazmbvqr4g", "ap-northeast-2"}, {"ulrbq2zjesb42hdt6rpnifgor3epinsy", "ap-southeast-2"},
};

}  // namespace

std::span<const Region> regions() { return all_regions; }

const Region* find_region(std::string_view name) {
  const auto* found = std::find_if(std::begin(all_regions), std::end(all_regions),
                                   [&](const Region& region) { return ascii::iequals(region.name, name); });
  return found == std::end(all_regions) ? nullptr : found;
}

std::string default_mail_from(std::string_view region) {
  return region == "us-east-1" ? "amazonses.com" : std::string(region) + ".amazonses.com";
}

std::string feedback_host(std::string_view region) { return "feedback-smtp." + std::string(region) + ".amazonses.com"; }

std::optional<std::array<std::uint8_t, 2>> network_of(char letter) {
  const auto* found =
      std::find_if(std::begin(networks), std::end(networks), [&](const Network& n) { return n.letter == letter; });
  if (found == std::end(networks)) return std::nullopt;
  return found->octets;
}

Fit fit(const HostLabel& label, const IpAddress& address) {
  if (trust::is_local_address(address)) return Fit::Unknown;
  if (!address.is_v4()) return Fit::Contradicts;
  const auto& octets = address.octets();
  if (octets[2] != label.third || octets[3] != label.fourth) return Fit::Contradicts;
  const auto network = network_of(label.letter);
  if (!network) return Fit::Unknown;
  return octets[0] == (*network)[0] && octets[1] == (*network)[1] ? Fit::Fits : Fit::Contradicts;
}

const Region* region_by_prefix(std::string_view id_prefix) {
  if (id_prefix.empty()) return nullptr;
  const auto* found = std::find_if(std::begin(all_regions), std::end(all_regions),
                                   [&](const Region& region) { return ascii::iequals(region.id_prefix, id_prefix); });
  return found == std::end(all_regions) ? nullptr : found;
}

const Region* region_by_address(const IpAddress& address) {
  if (!address.is_v4()) return nullptr;
  const auto& octets = address.octets();
  for (const Outlet& outlet : outlets) {
    const auto network = network_of(outlet.letter);
    if (network && octets[0] == (*network)[0] && octets[1] == (*network)[1] && octets[2] == outlet.third) {
      return find_region(outlet.region);
    }
  }
  return nullptr;
}

const Region* region_by_selector(std::string_view selector) {
  const auto* found = std::find_if(std::begin(selectors), std::end(selectors),
                                   [&](const Selector& row) { return ascii::iequals(row.selector, selector); });
  return found == std::end(selectors) ? nullptr : find_region(found->region);
}

const Region* region_by_feedback_host(std::string_view host) {
  const auto* found = std::find_if(std::begin(all_regions), std::end(all_regions), [&](const Region& region) {
    return ascii::iequals(feedback_host(region.name), host);
  });
  return found == std::end(all_regions) ? nullptr : found;
}

}  // namespace alignmail::ses
