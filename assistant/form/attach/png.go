package attach

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// pngChunks are the chunks that show a picture. Text, times, EXIF, animation
// and whatever else stands in a PNG is left out.
var pngChunks = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs"}

// png copies the chunks of a PNG that show the picture and stops at its end.
func png(body []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(body)), pngSignature...)
	data := false
	for at := len(pngSignature); ; {
		name, content, next, ok := chunkAt(body, at)
		switch {
		case !ok, (name == "IHDR") != (at == len(pngSignature)):
			return nil, errBroken
		case name == "IHDR" && len(content) != 13:
			return nil, errBroken
		case name == "IHDR" && !fits(side(content), side(content[4:])):
			return nil, errPixels
		case name == "IEND" && !data:
			return nil, errBroken
		}
		data = data || name == "IDAT"
		if slices.Contains(pngChunks, name) {
			out = append(out, body[at:next]...)
		}
		if name == "IEND" {
			return out, nil
		}
		at = next
	}
}

// side is a length of a picture; one that is no such length is as good as none.
func side(b []byte) int { return int(min(binary.BigEndian.Uint32(b), MaxSide+1)) }

// chunkAt reads the chunk at a place, whose checksum must be right.
func chunkAt(body []byte, at int) (name string, content []byte, next int, ok bool) {
	if at+12 > len(body) {
		return "", nil, 0, false
	}
	length := binary.BigEndian.Uint32(body[at:])
	if uint64(length) > uint64(len(body)-at-12) {
		return "", nil, 0, false
	}
	end := at + 8 + int(length)
	sum := crc32.ChecksumIEEE(body[at+4 : end])
	return string(body[at+4 : at+8]), body[at+8 : end], end + 4, sum == binary.BigEndian.Uint32(body[end:])
}
