package attach_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"wenban/assistant/form"
	"wenban/assistant/form/attach"
)

// picture is a small photograph in which every pixel differs.
func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for x := range 64 {
		for y := range 48 {
			m.Set(x, y, color.RGBA{uint8(4 * x), uint8(5 * y), uint8(x * y), 255})
		}
	}
	return m
}

func encode(t testing.TB, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func photo(t testing.TB) []byte {
	return encode(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, picture(), nil) })
}

func drawing(t testing.TB) []byte {
	return encode(t, func(b *bytes.Buffer) error { return png.Encode(b, picture()) })
}

const paper = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"

// segment is a segment of a JPEG.
func segment(marker byte, content string) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(content)+2))
	return append(out, content...)
}

// shot is a photograph as a phone makes it: held sideways, with the place and
// another picture behind it.
func shot(t testing.TB) []byte {
	tiff := "II*\x00\x08\x00\x00\x00\x02\x00" + "\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00" + "\x25\x88\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00" + "\x00\x00\x00\x00GPS 31.2304N 121.4737E"
	p := photo(t)
	out := append([]byte{}, p[:2]...)
	out = append(out, segment(0xE1, "Exif\x00\x00"+tiff)...)
	out = append(out, segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x>GPS 31.2304N</x>")...)
	out = append(out, segment(0xE2, "MPF\x00GPS")...)
	out = append(out, segment(0xFE, "GPS <script>alert(1)</script>")...)
	return append(append(append(out, p[2:]...), "GPS second picture"...), p...)
}

func chunk(name, content string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	out = append(out, name+content...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(name+content)))
}

func TestAPhotographLosesItsPlaceAndNothingThatShows(t *testing.T) {
	body := shot(t)
	got, err := attach.Clean("IMG_1.JPG", body)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(body, []byte("GPS")) || bytes.Contains(got.Body, []byte("GPS")) || bytes.Contains(got.Body, []byte("script")) {
		t.Errorf("Clean(photograph) still says where it was taken")
	}
	if !bytes.Contains(got.Body, []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
		t.Errorf("Clean(photograph held sideways) does not say that it was")
	}
	want, err := jpeg.Decode(bytes.NewReader(photo(t)))
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := jpeg.Decode(bytes.NewReader(got.Body)); err != nil || !same(shown, want) {
		t.Errorf("Clean(photograph) shows another picture, %v", err)
	}
	if got.Type != attach.JPEG || got.Name != "IMG_1.jpg" {
		t.Errorf("Clean(photograph) = %s, %s, want image/jpeg, IMG_1.jpg", got.Type, got.Name)
	}
	again, err := attach.Clean("x.jpg", got.Body)
	if err != nil || !bytes.Equal(again.Body, got.Body) || again.SHA256 != got.SHA256 {
		t.Errorf("Clean(a clean photograph) changes it, %v", err)
	}
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for x := range a.Bounds().Dx() {
		for y := range a.Bounds().Dy() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

func TestADrawingLosesItsTextAndNothingThatShows(t *testing.T) {
	p := drawing(t)
	body := append([]byte{}, p[:33]...) // signature and IHDR
	for _, name := range []string{"tEXt", "iTXt", "eXIf", "tIME", "acTL", "zzZz"} {
		body = append(body, chunk(name, "GPS 31.2304N")...)
	}
	body = append(append(body, p[33:]...), "GPS and a program"...)
	got, err := attach.Clean("截图.png", body)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got.Body, []byte("GPS")) || !bytes.Equal(got.Body, p) {
		t.Errorf("Clean(drawing) has %d bytes, want the %d of the picture alone", len(got.Body), len(p))
	}
}

// TestC71 is the row of hostile inputs: what kind of file it is, its content
// says; pictures that are programs too are refused or lose the program.
func TestC71(t *testing.T) {
	archive := encode(t, func(b *bytes.Buffer) error {
		w := zip.NewWriter(b)
		if _, err := w.Create("a.exe"); err != nil {
			return err
		}
		return w.Close()
	})
	moving := encode(t, func(b *bytes.Buffer) error { return gif.Encode(b, picture(), nil) })
	for name, body := range map[string][]byte{
		"a.svg":       []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"a.jpg":       []byte(`<?xml version="1.0"?><svg onload="alert(1)"/>`),
		"a.png":       []byte("GIF89a/*=0;alert(1);*/"),
		"a.gif":       moving,
		"a.png.exe":   []byte("MZ\x90\x00"),
		"a.pdf":       archive,
		"a.docx":      archive,
		"a.webp":      []byte("RIFF\x00\x00\x00\x00WEBPVP8 "),
		"a.html":      []byte("<html><script>alert(1)</script>"),
		"late.pdf":    []byte("\n\n" + paper),
		"zip.pdf":     append([]byte(paper), archive...),
		"js.pdf":      []byte(strings.Replace(paper, "/Type", "/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type", 1)),
		"hidden.pdf":  []byte(strings.Replace(paper, "/Type", "/OpenAction << /S /J#61vaScript /J#53 (app.alert(1)) >> /Type", 1)),
		"launch.pdf":  []byte(strings.Replace(paper, "/Type", "/AA << /S /Launch /F (cmd.exe) >> /Type", 1)),
		"file.pdf":    []byte(strings.Replace(paper, "/Type", "/Names << /EmbeddedFiles 2 0 R >> /Type", 1)),
		"locked.pdf":  []byte(strings.Replace(paper, "trailer <<", "trailer << /Encrypt 2 0 R", 1)),
		"half.pdf":    []byte(paper[:60]),
		"photo.heic":  []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
		"nothing.jpg": {},
	} {
		got, err := attach.Clean(name, body)
		var wrong form.Wrong
		if !errors.As(err, &wrong) || !strings.Contains(string(wrong), "请") {
			t.Errorf("Clean(%s) = %s, %v, want a refusal that says what to do", name, got.Type, err)
		}
	}
	if _, err := attach.Clean("a.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")); err == nil || !strings.Contains(err.Error(), "兼容性最佳") {
		t.Errorf("Clean(HEIC) = %v, want how to take another", err)
	}
	if _, err := attach.Clean("a.pdf", []byte(strings.Replace(paper, "endobj", "stream >>\nstream\n/JS \x00/Encrypt \nendstream\nendobj", 1))); err != nil {
		t.Errorf("control: Clean(PDF with bytes that look like /JS in a stream) = %v, want nil", err)
	}
}

// TestI54 is the row of hostile inputs: a picture is measured before anybody
// decodes it.
func TestI54(t *testing.T) {
	header := func(w, h uint32) string {
		return string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)) + "\x08\x02\x00\x00\x00"
	}
	flood := func(w, h uint32) []byte {
		out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header(w, h))...)
		return append(append(out, chunk("IDAT", "x")...), chunk("IEND", "")...)
	}
	for _, side := range [][2]uint32{{10_000, 10_000}, {1 << 31, 1}, {0, 5}, {20_001, 1}, {1<<32 - 1, 1<<32 - 1}} {
		if _, err := attach.Clean("a.png", flood(side[0], side[1])); err == nil {
			t.Errorf("Clean(PNG of %d by %d) = nil, want it refused", side[0], side[1])
		}
	}
	p := photo(t)
	at := bytes.Index(p, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(p[at+5:], 10_000)
	binary.BigEndian.PutUint16(p[at+7:], 10_000)
	if _, err := attach.Clean("a.jpg", p); err == nil {
		t.Error("Clean(JPEG of 10,000 by 10,000) = nil, want it refused")
	}
	for n, want := range map[int]bool{attach.MaxBytes: true, attach.MaxBytes + 1: false} {
		body := append([]byte("%PDF-1.7\n%"), bytes.Repeat([]byte(" "), n-len(paper)-11)...)
		body = append(append(body, '\n'), paper...)
		if _, err := attach.Clean("a.pdf", body); len(body) != n || (err == nil) != want {
			t.Errorf("Clean(PDF of %d bytes) = %v, want accepted %v", len(body), err, want)
		}
	}
}

// TestA31 is the row of hostile inputs: a file that was cut off is not accepted,
// wherever the cut is.
func TestA31(t *testing.T) {
	for kind, body := range map[string][]byte{"jpg": photo(t), "png": drawing(t), "pdf": []byte(strings.TrimSpace(paper))} {
		for n := range body {
			if _, err := attach.Clean("a", body[:n]); err == nil {
				t.Fatalf("Clean(the first %d of %d bytes of a %s) = nil, want it refused", n, len(body), kind)
			}
		}
		if _, err := attach.Clean("a", body); err != nil {
			t.Errorf("control: Clean(a whole %s) = %v, want nil", kind, err)
		}
	}
}

func TestTheNameOfAFileIsANameAndNoMore(t *testing.T) {
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd.jpg", `C:\Users\我\身份证.PNG`: "身份证.jpg", "a.png.exe": "a.jpg", "a.jpg": "a.jpg", "": "材料.jpg",
		"..": "材料.jpg", "/": "材料.jpg", "con.txt": "材料con.jpg", "户口本\u202egpj.exe": "户口本gpj.jpg", "a\x00b\r\nX: y.png": "abX y.jpg",
		"<script>.png": "script.jpg", "身份证（正面）.jpeg": "身份证（正面）.jpg", ".htaccess": "htaccess.jpg", "\xff\xfe": "材料.jpg",
		strings.Repeat("长", 300) + ".png": strings.Repeat("长", 60) + ".jpg",
	} {
		if got := attach.Name(name, attach.JPEG); got != want {
			t.Errorf("Name(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, body := range [][]byte{photo(f), shot(f), drawing(f), []byte(paper), []byte("\x00\x00\x00\x18ftypheic")} {
		f.Add("a.jpg", body)
	}
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		got, err := attach.Clean(name, body)
		if err != nil {
			if fmt.Sprintf("%T", err) != "form.Wrong" {
				t.Errorf("Clean = %T %v, want a form.Wrong", err, err)
			}
			return
		}
		again, err := attach.Clean(got.Name, got.Body)
		if err != nil || again.SHA256 != got.SHA256 || again.Name != got.Name {
			t.Errorf("Clean(what it returned, %q) = %q, %v, want the same", got.Name, again.Name, err)
		}
	})
}
