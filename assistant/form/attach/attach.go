// Package attach takes in what citizens upload: photographs and PDF files of
// their materials. It is pure: bytes in, a clean file or a sentence out. What
// kind of file it is, its content says, never its name; what it does not need to
// show the picture is left out, above all where the photograph was taken.
package attach

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"wenban/assistant/form"
)

// Limits of one file.
const (
	MaxBytes  = 10 << 20
	MaxPixels = 64_000_000 // a picture is measured before anybody decodes it
	MaxSide   = 20_000
)

// The kinds of files that are taken.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	PDF  = "application/pdf"
)

// File is an upload as it is kept.
type File struct {
	Name   string // without a path, its ending that of the type
	Type   string // JPEG, PNG or PDF
	SHA256 string // of Body, in hex
	Body   []byte
}

// The refusals.
const (
	errEmpty  = form.Wrong("文件是空的，请重新选择")
	errHEIC   = form.Wrong("这是HEIC格式的照片，有的部门打不开。请在手机“设置-相机-格式”里选“兼容性最佳”后重拍，或者把照片截屏后上传截图")
	errKind   = form.Wrong("只收照片（JPG、PNG）和PDF文件，请换一个文件")
	errBroken = form.Wrong("文件不完整或者已损坏，请重新拍照或者重新选择")
	errPixels = form.Wrong("照片的尺寸太大，请用普通拍照模式重拍")
	errLocked = form.Wrong("这个PDF加了密码，请去掉密码后上传，或者拍照上传")
	errActive = form.Wrong("这个PDF里带有程序或者附件，请重新导出成普通PDF，或者拍照上传")
)

// Clean returns an upload as it may be kept, or a form.Wrong.
//
// PRIVACY: the place, time and device of a photograph (EXIF, XMP, comments) are
// left out, and everything after the end of the picture; how it was held stays,
// so that it does not lie on its side. Pictures are not encoded anew.
func Clean(name string, body []byte) (File, error) {
	if len(body) == 0 {
		return File{}, errEmpty
	}
	if len(body) > MaxBytes {
		return File{}, form.Wrong(fmt.Sprintf("文件不能超过%dMB，现在是%.1fMB，请压缩后上传", MaxBytes>>20, float64(len(body))/(1<<20)))
	}
	kind, clean, err := cleaned(body)
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(clean)
	return File{Name: Name(name, kind), Type: kind, SHA256: hex.EncodeToString(sum[:]), Body: clean}, nil
}

func cleaned(body []byte) (kind string, clean []byte, err error) {
	switch {
	case bytes.HasPrefix(body, []byte("\xFF\xD8\xFF")):
		clean, err = jpeg(body)
		return JPEG, clean, err
	case bytes.HasPrefix(body, pngSignature):
		clean, err = png(body)
		return PNG, clean, err
	case bytes.HasPrefix(body, []byte("%PDF-")):
		return PDF, body, pdf(body)
	case heic(body):
		return "", nil, errHEIC
	}
	return "", nil, errKind
}

// heic recognises the photographs of phones that few offices can open.
func heic(body []byte) bool {
	brands := []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif"}
	return len(body) >= 12 && string(body[4:8]) == "ftyp" && slices.Contains(brands, string(body[8:12]))
}

// fits reports whether a picture of that size may be shown.
func fits(width, height int) bool {
	return width > 0 && height > 0 && width <= MaxSide && height <= MaxSide && width*height <= MaxPixels
}
