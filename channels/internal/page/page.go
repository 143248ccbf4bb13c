// Package page is what all pages share: one look (tokens, base styles, dark
// mode, print, 长辈版), the frame around every page, the assets with their
// content hashes, and the headers that keep a browser from doing more than the
// page needs.
//
// The pages work without script. No style and no script stands inside the
// HTML, so the policy in Headers can forbid both.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed assets templates
var own embed.FS

// Frame is what the frame around a page needs; Body is for the page itself.
type Frame struct {
	Title   string
	Elder   bool   // 长辈版: larger type and targets
	Class   string // class of the body element, or ""
	Styles  []string
	Scripts []string // loaded as modules; old browsers skip them and use the page without
	Body    any
}

// Set is the pages of one channel, parsed together with the frame.
type Set struct {
	assets *Assets
	pages  map[string]*template.Template
}

// Parse reads the templates of a channel: every file of fsys/templates defines
// "body" (a page, named by its file) or parts that pages share (files whose
// name begins with "_").
func Parse(assets *Assets, fsys fs.FS, funcs template.FuncMap) (*Set, error) {
	base, err := template.New("").Funcs(template.FuncMap{"asset": assets.URL}).Funcs(funcs).ParseFS(own, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the frame: %w", err)
	}
	files, err := fs.Glob(fsys, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	s := &Set{assets: assets, pages: map[string]*template.Template{}}
	for _, file := range files {
		if err := s.add(base, fsys, file); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) add(base *template.Template, fsys fs.FS, file string) error {
	name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
	t, err := base.Clone()
	if err != nil {
		return fmt.Errorf("clone the frame: %w", err)
	}
	parts, err := fs.Glob(fsys, "templates/_*.html")
	if err != nil {
		return fmt.Errorf("list templates: %w", err)
	}
	if t, err = t.ParseFS(fsys, append(parts, file)...); err != nil {
		return fmt.Errorf("parse %s: %w", file, err)
	}
	s.pages[name] = t
	return nil
}

// Part renders a part that pages share, alone: what a live page adds to itself.
func (s *Set) Part(name string, data any) (string, error) {
	for _, t := range s.pages {
		if p := t.Lookup(name); p != nil {
			var b bytes.Buffer
			err := p.Execute(&b, data)
			return b.String(), err
		}
	}
	return "", fmt.Errorf("no part %q", name)
}

// Render writes a page. Nothing is written before the whole page is made, so an
// error is never half a page.
func (s *Set) Render(w http.ResponseWriter, r *http.Request, status int, name string, f Frame) error {
	var b bytes.Buffer
	t, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("no page %q", name)
	}
	if err := t.ExecuteTemplate(&b, "frame", f); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	return send(w, r, status, b.Bytes())
}
