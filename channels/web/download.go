package web

import (
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxFileName is the longest name of a download, in characters.
const maxFileName = 80

// download gives a file to keep. It is never kept by the way, and never shown as
// a page.
func download(w http.ResponseWriter, name, kind string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Disposition", disposition(name))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // the visitor went away: nothing to do
}

// disposition names a download in both ways of RFC 6266: in ASCII for old
// browsers, and as it is called.
func disposition(name string) string {
	name = tidyName(name)
	ext := path.Ext(name)
	if strings.Trim(ext, ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		ext = ""
	}
	return `attachment; filename="file` + ext + `"; filename*=UTF-8''` + strings.ReplaceAll(url.PathEscape(name), "'", "%27")
}

// tidyName is a name without what is no part of a name: folders, line breaks,
// what is not seen.
func tidyName(name string) string {
	name = strings.Map(func(r rune) rune {
		if hidden(r) || strings.ContainsRune("/\\:*?\"<>|\n\t;", r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	if name == "" {
		return "file"
	}
	if utf8.RuneCountInString(name) > maxFileName {
		ext := path.Ext(name)
		if len(ext) > 10 {
			ext = ""
		}
		name = string([]rune(name)[:maxFileName-len(ext)]) + ext
	}
	return name
}
