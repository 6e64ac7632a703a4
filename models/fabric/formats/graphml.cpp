// GraphML: nodes are hosts and switches, edges are cables.
//
//     <node id="leaf-0"><data key="kind">leaf</data><data key="ports">64</data></node>
//     <edge source="node-0" target="leaf-0"><data key="sport">1</data><data key="tport">1</data>
//       <data key="gbps">400</data></edge>
//
// Read of a node: its id, which is its name, `kind` (host, leaf, spine, core, or switch where it is unknown)
// and `ports` (optional).  Of an edge: its ends, `sport`, `tport`, and `gbps` (optional).  Keys go by their
// attr.name, or by their id where that is not declared.
// Ignores all other keys, graphs after the first, and graphs inside nodes.
// XML is read by Boost.PropertyTree.  Its parser recurses and tells no places, so a scan of the tags goes
// ahead: it refuses deep nesting and document types, and notes the line of each node and edge.
// Source: Brandes et al., "GraphML Progress Report" (GD 2001); graphml.graphdrawing.org.
#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <vector>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <fmt/format.h>

#include "models/fabric/formats/fabric_format.hpp"
#include "models/fabric/formats/file_builder.hpp"
#include "models/fabric/formats/line_cursor.hpp"
#include "models/workload/fields.hpp"

namespace datahall {
namespace {

using Tree = boost::property_tree::ptree;

constexpr std::size_t most_bytes = std::size_t{256} << 20;  // 100 bytes for each of two million cables
constexpr int most_depth = 64;
constexpr std::array<std::string_view, 5> kinds{"host", "leaf", "spine", "core",
                                                "switch"};  // as FileDeviceKind

// Where the elements begin.
struct ElementLines {
    int graph = 1;  // the first
    std::vector<int> nodes;
    std::vector<int> edges;
};

class TagScan {
public:
    TagScan(const LineSource& lines, std::string_view text) : lines_{lines}, text_{text} {}

    ElementLines scan() {
        while ((at_ = text_.find('<', at_)) != std::string_view::npos) {
            if (!skip_past("<!--", "-->") && !skip_past("<![CDATA[", "]]>") && !skip_past("<?", "?>"))
                read_tag();
        }
        return std::move(found_);
    }

private:
    bool skip_past(std::string_view begin, std::string_view end) {
        if (!text_.substr(at_).starts_with(begin)) return false;
        const std::size_t stop = text_.find(end, at_ + begin.size());
        at_ = stop == std::string_view::npos ? text_.size() : stop + end.size();
        return true;
    }

    int line() {
        line_ += static_cast<int>(std::count(text_.begin() + counted_, text_.begin() + offset(at_), '\n'));
        counted_ = offset(at_);
        return line_;
    }
    static std::ptrdiff_t offset(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

    void read_tag() {
        const std::string_view tag = text_.substr(at_ + 1);
        if (tag.starts_with('!')) refuse_at(lines_, line(), "expected elements, got a document type");
        if (tag.starts_with('/')) {
            depth_ = std::max(depth_ - 1, 0);
            ++at_;
            return;
        }
        if (++depth_ > most_depth) {
            refuse_at(lines_, line(), fmt::format("expected elements at most {} deep", most_depth));
        }
        const std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/>"));
        if (name == "graph" && found_.graph == 1) found_.graph = line();
        if (name == "node") found_.nodes.push_back(line());
        if (name == "edge") found_.edges.push_back(line());
        skip_attributes();
    }

    // To the end of the tag: a value in quotes may hold anything.
    void skip_attributes() {
        char quote = '\0';
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (quote != '\0') {
                if (c == quote) quote = '\0';
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                if (text_[at_ - 1] == '/') --depth_;
                return;
            }
        }
    }

    const LineSource& lines_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::ptrdiff_t counted_ = 0;
    int line_ = 1;
    int depth_ = 0;
    ElementLines found_;
};

std::string attribute(const Tree& element, const char* name) {
    const auto attributes = element.find("<xmlattr>");
    if (attributes == element.not_found()) return {};
    const auto value = attributes->second.find(name);
    return value == attributes->second.not_found() ? std::string{} : value->second.data();
}

// Values of <data> by the name of their key.
using DataValues = std::map<std::string, std::string, std::less<>>;

class GraphReader {
public:
    explicit GraphReader(LineSource& lines) : lines_{lines}, builder_{lines} {}

    FabricFile read() {
        const std::string text = read_text();
        places_ = TagScan{lines_, text}.scan();
        const Tree tree = parse(text);
        const Tree& root = child_of(tree, "graphml");
        for (const auto& [tag, key] : root) {
            if (tag == "key") names_.emplace(attribute(key, "id"), attribute(key, "attr.name"));
        }
        read_graph(child_of(root, "graph"));
        return builder_.finish(FileBuilder::Names::distinct, has_rates_);
    }

private:
    std::string read_text() {
        std::string text;
        std::string_view line;
        while (lines_.next(line)) {
            text += line;
            text += '\n';
            if (text.size() > most_bytes) {
                lines_.refuse("", fmt::format("expected at most {} bytes of GraphML", most_bytes));
            }
        }
        return text;
    }

    Tree parse(const std::string& text) {
        namespace xml = boost::property_tree::xml_parser;
        std::istringstream stream{text};
        Tree tree;
        try {
            xml::read_xml(stream, tree, xml::no_comments | xml::trim_whitespace);
        } catch (const xml::xml_parser_error& error) {
            refuse_at(lines_, static_cast<int>(error.line()), "expected XML: " + error.message());
        }
        return tree;
    }

    const Tree& child_of(const Tree& parent, const char* name) {
        const auto child = parent.find(name);
        if (child == parent.not_found()) lines_.refuse("", fmt::format("expected an element <{}>", name));
        return child->second;
    }

    void read_graph(const Tree& graph) {
        if (attribute(graph, "edgedefault") == "directed") {
            refuse_at(lines_, places_.graph,
                      "expected a graph with edgedefault=\"undirected\", an edge for each cable");
        }
        std::size_t nodes = 0;
        for (const auto& [tag, node] : graph) {
            if (tag == "node") read_node(node, line_of(places_.nodes, nodes++));
        }
        std::size_t edges = 0;
        for (const auto& [tag, edge] : graph) {
            if (tag == "edge") read_edge(edge, line_of(places_.edges, edges++));
        }
    }

    static int line_of(const std::vector<int>& lines, std::size_t element) {
        return element < lines.size() ? lines[element] : 1;
    }

    DataValues values_of(const Tree& element) {
        DataValues values;
        for (const auto& [tag, data] : element) {
            if (tag != "data") continue;
            const std::string key = attribute(data, "key");
            const auto name = names_.find(key);
            values[name == names_.end() || name->second.empty() ? key : name->second] = data.data();
        }
        return values;
    }

    void read_node(const Tree& node, int line) {
        const DataValues values = values_of(node);
        FileDevice device;
        device.line = line;
        device.name = attribute(node, "id");
        if (device.name.empty() || device.name.size() > 256 || !is_plain(device.name)) {
            refuse_at(lines_, line,
                      "expected an id of 1 to 256 characters without quotes, got " + shown(device.name));
        }
        const auto kind = values.find("kind");
        const std::string text = kind == values.end() ? "" : kind->second;
        const auto* const found = std::ranges::find(kinds, text);
        if (found == kinds.end()) {
            refuse_at(lines_, line,
                      fmt::format("expected the kind of {} as host, leaf, spine, core or switch, got {}",
                                  shown(device.name), shown(text)));
        }
        device.kind = static_cast<FileDeviceKind>(found - kinds.begin());
        if (values.contains("ports")) device.ports = port_in(values, "ports", line);
        builder_.add(device.name, device);
    }

    static bool is_plain(std::string_view name) {
        return std::ranges::none_of(
            name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '"'; });
    }

    void read_edge(const Tree& edge, int line) {
        const DataValues values = values_of(edge);
        const std::string source = attribute(edge, "source");
        const std::string target = attribute(edge, "target");
        PortLine here;
        here.end = {device_at(source, line), port_in(values, "sport", line)};
        here.peer = target;
        here.line = line;
        PortLine there;
        there.end = {device_at(target, line), port_in(values, "tport", line)};
        there.peer = source;
        there.line = line;
        here.peer_port = there.end.port;
        there.peer_port = here.end.port;
        here.rate = there.rate = rate_in(values, line);
        builder_.add(here);
        builder_.add(there);
    }

    std::uint32_t device_at(const std::string& id, int line) {
        if (const auto number = builder_.find(id)) return *number;
        refuse_at(lines_, line,
                  fmt::format("expected the id of a node, got {}: is the file cut off?", shown(id)));
    }

    std::uint16_t port_in(const DataValues& values, std::string_view key, int line) {
        const auto value = values.find(key);
        const std::string text = value == values.end() ? "" : value->second;
        const auto number = as_decimal(text);
        if (!number || *number < 1 || *number > FabricFile::most_ports ||
            *number != static_cast<std::uint16_t>(*number)) {
            refuse_at(lines_, line,
                      fmt::format("expected '{}' as a whole number from 1 to {}, got {}", key,
                                  FabricFile::most_ports, shown(text)));
        }
        return static_cast<std::uint16_t>(*number);
    }

    double rate_in(const DataValues& values, int line) {
        const auto value = values.find("gbps");
        if (value == values.end()) return 0.0;
        has_rates_ = true;
        constexpr double least = 1e-3;  // what no cable is below or above
        constexpr double most = 1e6;
        const auto number = as_decimal(value->second);
        if (!number || *number < least || *number > most) {
            refuse_at(lines_, line,
                      "expected 'gbps' as a rate in Gb/s such as 400, got " + shown(value->second));
        }
        return *number * 1e9;
    }

    LineSource& lines_;
    FileBuilder builder_;
    ElementLines places_;
    std::map<std::string, std::string, std::less<>> names_;  // of keys, by id
    bool has_rates_ = false;
};

}  // namespace

bool begins_graphml(std::string_view line) {
    return line.starts_with("<?xml") || line.starts_with("<graphml") || line.starts_with("<!--");
}

FabricFile read_graphml(LineSource& lines) {
    return GraphReader{lines}.read();
}

}  // namespace datahall
