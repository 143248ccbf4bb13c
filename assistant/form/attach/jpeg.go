package attach

import (
	"bytes"
	"encoding/binary"
)

// jpeg copies the segments of a JPEG that show the picture (ITU T.81, annex B)
// and stops at its end. Of the others it keeps the colour profile and which way
// up the picture is.
func jpeg(body []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(body)), body[:2]...)
	turned, sized := 1, false
	for at := 2; ; {
		marker, segment, next, ok := segmentAt(body, at)
		switch {
		case !ok:
			return nil, errBroken
		case marker == exif && turned == 1:
			turned = orientation(segment)
		case frame(marker):
			if len(segment) < 5 {
				return nil, errBroken
			}
			if !fits(int(binary.BigEndian.Uint16(segment[3:])), int(binary.BigEndian.Uint16(segment[1:]))) {
				return nil, errPixels
			}
			sized = true
		case marker == endOfImage:
			return nil, errBroken // before anything was shown
		}
		if marker == startOfScan {
			if !sized {
				return nil, errBroken
			}
			return scans(append(upright(turned), out[2:]...), body[at:])
		}
		if shows(marker, segment) {
			out = append(out, body[at:next]...)
		}
		at = next
	}
}

// The markers of segments.
const (
	exif        = 0xE1
	startOfScan = 0xDA
	endOfImage  = 0xD9
)

// segmentAt reads the segment that begins at a place: its marker, what is in
// it, and where the next begins.
func segmentAt(body []byte, at int) (marker byte, segment []byte, next int, ok bool) {
	if at+2 > len(body) || body[at] != 0xFF {
		return 0, nil, 0, false
	}
	for at+2 < len(body) && body[at+1] == 0xFF { // fill
		at++
	}
	marker = body[at+1]
	if marker == endOfImage {
		return marker, nil, at + 2, true
	}
	if at+4 > len(body) || marker < 0xC0 || marker >= 0xD0 && marker <= 0xD8 {
		return 0, nil, 0, false
	}
	next = at + 2 + int(binary.BigEndian.Uint16(body[at+2:]))
	if next < at+4 || next > len(body) {
		return 0, nil, 0, false
	}
	return marker, body[at+4 : next], next, true
}

// frame reports whether a segment says how large the picture is.
func frame(marker byte) bool {
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
}

// shows reports whether a segment is needed to show the picture: not the
// comments and not what applications put in, but for JFIF (E0), the colour
// profile (E2) and the colours of Adobe (EE).
func shows(marker byte, segment []byte) bool {
	switch {
	case marker == 0xE2:
		return bytes.HasPrefix(segment, []byte("ICC_PROFILE\x00"))
	case marker >= 0xE0 && marker <= 0xEF:
		return marker == 0xE0 || marker == 0xEE
	}
	return marker != 0xFE
}

// scans copies the picture from its first scan to its end and leaves out what
// comes after. Between scans of a progressive picture stand tables.
func scans(out, body []byte) ([]byte, error) {
	for at := 0; ; {
		marker, segment, next, ok := segmentAt(body, at)
		switch {
		case !ok:
			return nil, errBroken
		case marker == endOfImage:
			return append(out, body[at:next]...), nil
		case marker == startOfScan:
			next += coded(body[next:])
		}
		if shows(marker, segment) {
			out = append(out, body[at:next]...)
		}
		at = next
	}
}

// coded is the length of coded picture: up to a marker that is neither a
// restart nor an escaped FF.
func coded(body []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(body[at:], 0xFF)
		if i < 0 || at+i+1 >= len(body) {
			return len(body)
		}
		switch next := body[at+i+1]; {
		case next == 0, next >= 0xD0 && next <= 0xD7:
			at += i + 2
		case next == 0xFF:
			at += i + 1
		default:
			return at + i
		}
	}
}

// upright is the beginning of a JPEG that says which way up it is.
func upright(turned int) []byte {
	if turned <= 1 || turned > 8 {
		return []byte{0xFF, 0xD8}
	}
	return []byte{
		0xFF, 0xD8, 0xFF, exif, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
		'M', 'M', 0, 42, 0, 0, 0, 8, // TIFF, the first directory at 8
		0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(turned), 0, 0, // one entry: orientation, one short
		0, 0, 0, 0, // no directory after it
	}
}

// orientation reads which way up a picture is out of its EXIF: 1 to 8, 1 where
// it does not say.
func orientation(segment []byte) int {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	first := uint64(order.Uint32(tiff[4:]))
	if first+2 > uint64(len(tiff)) {
		return 1
	}
	entries := tiff[first+2:]
	for range order.Uint16(tiff[first:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}
