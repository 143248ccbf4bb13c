package format

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// archive is a zip archive whose every entry was read once and found harmless.
type archive struct {
	entries map[string]*zip.File
	notes   []string
}

// packed tells which kind of document a zip archive is.
func packed(data []byte) (string, error) {
	z, err := open(data)
	if err != nil {
		return "", err
	}
	names := map[string]bool{}
	for _, f := range z.File {
		names[strings.ToLower(f.Name)] = true
	}
	switch {
	case names["xl/workbook.xml"]:
		return XLSX, nil
	case names["word/document.xml"]:
		return DOCX, nil
	case names["xl/workbook.bin"]:
		return "", refuse("文件是二进制工作簿(xlsb)", "另存为 xlsx 后再导入")
	}
	return "", refuse("文件是压缩包,不是 Office 文档", "解开压缩包,逐个导入里面的文件")
}

// open opens an archive and holds its directory against the limits.
func open(data []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	switch {
	case errors.Is(err, zip.ErrInsecurePath):
		return nil, refuse("压缩包里有指向外面的文件名", "重新导出后再导入")
	case err != nil:
		return nil, refuse("文件不完整或者损坏,打不开", "重新下载或者用原来的软件另存一份")
	case len(z.File) > MaxEntries:
		return nil, refuse(fmt.Sprintf("压缩包里的文件超过%d个", MaxEntries), "重新导出后再导入")
	}
	return z, directory(z, uint64(len(data)))
}

func directory(z *zip.Reader, size uint64) error {
	var declared, packed uint64
	seen := map[string]bool{}
	for _, f := range z.File {
		if !local(f) {
			return refuse("压缩包里有指向外面的文件名或者不是普通文件", "重新导出后再导入")
		}
		if seen[f.Name] {
			return refuse("压缩包里有重名的文件", "重新导出后再导入")
		}
		seen[f.Name] = true
		declared += min(f.UncompressedSize64, MaxUnpacked+1)
		packed += min(f.CompressedSize64, MaxUnpacked+1)
	}
	switch {
	case packed > size:
		return refuse("压缩包里的文件互相重叠", "重新导出后再导入")
	case declared > MaxUnpacked:
		return tooMuch()
	}
	return nil
}

func tooMuch() error {
	return refuse(fmt.Sprintf("解开后超过%d兆字节", MaxUnpacked>>20), "拆成几个文件,删去空行和图片")
}

// local reports whether an entry has a plain name and is a plain file.
func local(f *zip.File) bool {
	name := f.Name
	return !strings.ContainsAny(name, "\\\x00:") && !path.IsAbs(name) && (f.Mode().IsRegular() || f.Mode().IsDir()) &&
		(path.Clean("/"+name) == "/"+strings.TrimSuffix(name, "/"))
}

// programs are entries that carry code or other files.
var programs = []struct{ part, reason string }{
	{"vbaproject", "文件带宏(VBA)"}, {"activex", "文件带 ActiveX 控件"}, {"xl/macrosheets", "文件带宏工作表"},
	{"embeddings/", "文件里嵌有别的文件(OLE)"}, {"xl/externallinks/externallink", ""},
}

// unpack reads every entry of an Office document once: real size, no nested
// archive, no program, no document type, every XML part well formed. What a
// hook wants to see of a part it is given token by token.
func unpack(data []byte, hook func(name string) func(xml.Token)) (archive, error) {
	z, err := open(data)
	if err != nil {
		return archive{}, err
	}
	a := archive{entries: map[string]*zip.File{}}
	room := int64(MaxUnpacked)
	for _, f := range z.File {
		if err := a.admit(f); err != nil {
			return archive{}, err
		}
		n, err := check(f, room, hook)
		if err != nil {
			return archive{}, err
		}
		room -= n
	}
	return a, nil
}

// admit takes an entry by its name, or refuses it.
func (a *archive) admit(f *zip.File) error {
	name := strings.ToLower(f.Name)
	for _, p := range programs {
		switch {
		case !strings.Contains(name, p.part):
		case p.reason == "":
			a.notes = append(a.notes, "引用了别的工作簿的数据,按文件里保存的值读取,没有打开别的文件")
		default:
			return refuse(p.reason+",不接收", "另存为不带宏、不嵌文件的 xlsx 或者 docx")
		}
	}
	a.entries[f.Name] = f
	return nil
}

// check reads one entry to its end and returns its real size.
func check(f *zip.File, room int64, hook func(string) func(xml.Token)) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, damagedPart(f.Name)
	}
	defer r.Close()
	counted := &counter{r: r, room: room}
	if head := counted.head(); bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("\x1f\x8b")) {
		return 0, refuse("压缩包里还有压缩包", "解开后逐个导入")
	}
	err = nil
	if isXML(f.Name) {
		err = wellFormed(counted, hook(f.Name))
	}
	if err == nil {
		_, err = io.Copy(io.Discard, counted)
	}
	switch {
	case errors.Is(err, errRoom):
		return 0, tooMuch()
	case errors.Is(err, errDoctype):
		return 0, refuse("文件里有 DOCTYPE 或者实体定义", "用正常的办公软件重新保存")
	case err != nil:
		return 0, damagedPart(f.Name)
	}
	return counted.n, nil
}

func damagedPart(name string) error {
	return refuse("文件损坏("+path.Base(name)+" 读不完整)", "用原来的软件打开、另存一份后再导入")
}

func isXML(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")
}

var (
	errRoom    = errors.New("more than allowed")
	errDoctype = errors.New("document type")
	errDeep    = errors.New("nested too deeply")
)

// counter counts what is really unpacked and ends at the limit.
type counter struct {
	r       io.Reader
	n, room int64
	peeked  []byte
}

func (c *counter) head() []byte {
	b := make([]byte, 4)
	n, _ := io.ReadFull(c.r, b) // a short entry is no archive
	c.peeked, c.n = b[:n], int64(n)
	return b[:n]
}

func (c *counter) Read(p []byte) (int, error) {
	if len(c.peeked) > 0 {
		n := copy(p, c.peeked)
		c.peeked = c.peeked[n:]
		return n, nil
	}
	n, err := c.r.Read(p)
	if c.n += int64(n); c.n > c.room {
		return n, errRoom
	}
	return n, err
}

// wellFormed reads XML to its end. A document type is refused: it is where
// entities and outside references come from, and no office program writes one.
func wellFormed(r io.Reader, see func(xml.Token)) error {
	d := xml.NewDecoder(r)
	depth := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.Directive:
			return errDoctype
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > MaxXMLDepth {
			return errDeep
		}
		if see != nil {
			see(t)
		}
	}
}
