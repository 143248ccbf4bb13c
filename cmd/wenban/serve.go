package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/channels/web"
)

// serveCommand serves the citizen's page, its socket, the API and the widget.
type serveCommand struct {
	placed
	Addr   string         `help:"监听地址" default:"127.0.0.1:8080" key:"listen"`
	Embed  []string       `help:"可以嵌入问办的网站，如 https://www.example.gov.cn，可多次给出" key:"web.embed"`
	Origin []string       `help:"除本站外可以建立实时连接的网站，可多次给出" key:"web.origins"`
	Proxy  []netip.Prefix `help:"可信的反向代理网段，如 10.0.0.0/8，可多次给出" key:"web.proxies"`
	TLS    bool           `name:"behind-tls" help:"由前面的代理提供 HTTPS，Cookie 只在 HTTPS 下发送" key:"web.behind_tls"`
}

// Run serves until the process is told to stop; turns that were begun are
// finished first.
func (c serveCommand) Run(ctx context.Context) error {
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	k, leave, err := c.know(ctx, e)
	if err != nil {
		return err
	}
	defer leave()
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err := d.Close(); err != nil {
			slog.Error("close the database", "error", err)
		}
	}()
	site, err := web.New(web.Config{
		Assistant: &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.New(d)},
		Embed:     c.Embed, Origins: c.Origin, Proxies: c.Proxy, Secure: c.TLS,
	})
	if err != nil {
		return err
	}
	return c.listen(ctx, site)
}

// listen serves until ctx is done.
func (c serveCommand) listen(ctx context.Context, site *web.Server) error {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	server := &http.Server{
		Handler: site.Handler(), ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	fmt.Printf("问办已经打开：http://%s\n", l.Addr())
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- errors.Join(site.Drain(late), server.Shutdown(late))
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}
