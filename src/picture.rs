//! PNG files (third edition). Written here because a general encoder would be larger than the code for the two kinds of
//! pictures in use: QR codes and icons.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// Compression level, of 10.
const LEVEL: u8 = 6;
/// First bytes of a PNG (section 5.2).
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Bytes per pixel: red, green, blue, opacity.
const RGBA_BYTES: usize = 4;

/// Square picture, 1-bit greyscale. Each of `rows` is padded to whole bytes and preceded by a 0, its filter type.
pub fn bilevel(side: u32, rows: &[u8]) -> Vec<u8> {
    file(side, [1, 0], rows)
}

/// Square picture, 8 bits per channel.
pub fn rgba(side: u32, pixels: &[u8]) -> Vec<u8> {
    let width = usize::try_from(side).unwrap_or_default() * RGBA_BYTES;
    let rows: Vec<u8> =
        pixels.chunks(width.max(1)).flat_map(|row| std::iter::once(0).chain(row.iter().copied())).collect();
    file(side, [8, 6], &rows)
}

/// Picture of this bit depth and colour type, not interlaced (section 11.2.1).
fn file(side: u32, [depth, color]: [u8; 2], rows: &[u8]) -> Vec<u8> {
    let side = side.to_be_bytes();
    let header = [&side, &side, [depth, color, 0, 0, 0].as_slice()].concat();
    let data = compress_to_vec_zlib(rows, LEVEL);
    [SIGNATURE, &chunk(b"IHDR", &header), &chunk(b"IDAT", &data), &chunk(b"IEND", &[])].concat()
}

/// Length, type, data and checksum of type and data (section 5.3).
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [kind, data].concat();
    [&(data.len() as u32).to_be_bytes(), body.as_slice(), &crc32(&body).to_be_bytes()].concat()
}

/// Checksum of annex D.
fn crc32(bytes: &[u8]) -> u32 {
    let shifted = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| shifted(crc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_checksum_holds() {
        // Check value of CRC-32/ISO-HDLC, and the last bytes of every PNG.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(chunk(b"IEND", &[]), b"\0\0\0\0IEND\xae\x42\x60\x82");
    }
}
