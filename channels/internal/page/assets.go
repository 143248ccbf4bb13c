package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Assets are files served under names that carry a hash of their content, so
// that a browser may keep them for a year and never shows an old one.
type Assets struct {
	byName map[string]string // web.css → /assets/web.1f2e3d4c5b.css
	files  map[string]file   // by URL path
}

type file struct {
	kind  string
	plain []byte
	small []byte // gzip, or nil where it saves nothing
}

// bundle is the shared style, in the order it must be read.
var bundle = []string{"tokens.css", "base.css", "print.css"}

// NewAssets returns the shared assets ("page.css", "icon.svg") together with
// the files in the folder assets of each fsys. A later file replaces an earlier
// one of the same name.
func NewAssets(fsys ...fs.FS) (*Assets, error) {
	a := &Assets{byName: map[string]string{}, files: map[string]file{}}
	var shared []byte
	for _, name := range bundle {
		b, err := own.ReadFile("assets/" + name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		shared = append(shared, b...)
	}
	a.add("page.css", shared)
	icon, err := own.ReadFile("assets/icon.svg")
	if err != nil {
		return nil, fmt.Errorf("read the icon: %w", err)
	}
	a.add("icon.svg", icon)
	for _, f := range fsys {
		if err := a.addAll(f); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *Assets) addAll(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "assets/*")
	if err != nil {
		return fmt.Errorf("list assets: %w", err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		a.add(path.Base(name), b)
	}
	return nil
}

func (a *Assets) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	url := "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	a.byName[name] = url
	a.files[url] = file{kind: kindOf(ext), plain: content, small: squeeze(content)}
}

func kindOf(ext string) string {
	if ext == ".js" {
		return "text/javascript; charset=utf-8"
	}
	return mime.TypeByExtension(ext)
}

// URL returns the path of an asset, or "" where there is none of that name.
func (a *Assets) URL(name string) string { return a.byName[name] }

// ServeHTTP serves the assets for a year: a changed file has another name.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	a.write(w, r, f)
}

// ServeName serves an asset under a name that does not change, for five
// minutes: what other sites refer to.
func (a *Assets) ServeName(w http.ResponseWriter, r *http.Request, name string) {
	f, ok := a.files[a.byName[name]]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	a.write(w, r, f)
}

func (a *Assets) write(w http.ResponseWriter, r *http.Request, f file) {
	w.Header().Set("Content-Type", f.kind)
	w.Header().Add("Vary", "Accept-Encoding")
	if f.small != nil && accepts(r) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(f.small) // the browser went away: nothing to do
		return
	}
	_, _ = w.Write(f.plain)
}

// send writes a body, smaller where the browser understands it.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	w.Header().Add("Vary", "Accept-Encoding")
	if small := squeeze(body); small != nil && accepts(r) {
		w.Header().Set("Content-Encoding", "gzip")
		body = small
	}
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

func accepts(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

// squeeze returns content compressed, nil where that saves nothing.
func squeeze(content []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil || z.Close() != nil || b.Len() >= len(content) {
		return nil
	}
	return b.Bytes()
}
