package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/form/drafts"
	"wenban/assistant/ledger"
	"wenban/channels/web"
	"wenban/cmd/wenban/config"
	"wenban/cmd/wenban/ops"
	"wenban/knowledge"
	"wenban/knowledge/store"
)

// serveCommand serves the citizen's page, its socket, the API and the widget.
type serveCommand struct {
	placed
	dispatching
	Addr   string         `help:"监听地址" default:"127.0.0.1:8080" key:"listen"`
	Embed  []string       `help:"可以嵌入问办的网站，如 https://www.example.gov.cn，可多次给出" key:"web.embed"`
	Origin []string       `help:"除本站外可以建立实时连接的网站，可多次给出" key:"web.origins"`
	Proxy  []netip.Prefix `help:"可信的反向代理网段，如 10.0.0.0/8，可多次给出" key:"web.proxies"`
	TLS    bool           `name:"behind-tls" help:"由前面的代理提供 HTTPS，Cookie 只在 HTTPS 下发送" key:"web.behind_tls"`
}

// Run serves until the process is told to stop; turns that were begun are
// finished first.
func (c serveCommand) Run(ctx context.Context, set config.Config) error {
	set.Data = c.Data // a flag is over the configuration
	slog.SetDefault(ops.Logger(os.Stderr, set.Log.Format, set.Log.Level))
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err := d.Close(); err != nil {
			slog.Error("close the database", "error", err)
		}
	}()
	all := newStore(d)
	l, stopFollowing, err := c.follow(ctx, all)
	if err != nil {
		return err
	}
	defer stopFollowing()
	keys, err := c.keys()
	if err != nil {
		return err
	}
	book := ledger.New(d, keys)
	plan, err := appointmentPlan(set.Appointments.Plan)
	if err != nil {
		return err
	}
	defer remind(ctx, book, l.knowledge)()
	defer retain(ctx, book, set.Retention.Days())()
	a := &assistant.Assistant{Knowledge: l.knowledge, Ledger: reporting{book, all, l.knowledge}, Cases: book}
	var site *web.Server
	o, err := operate(ctx, set, a, queues(all, book, time.Now), func() int { return site.Sockets() })
	if err != nil {
		return err
	}
	guard, door, err := c.door(d, all, keys, set.SignIn, o, func(w http.ResponseWriter, r *http.Request) { site.Leave(w, r) }, consolesOf(set)...)
	if err != nil {
		return err
	}
	forms, stopForms, err := formsOf(ctx, set, d, keys, guard)
	if err != nil {
		return err
	}
	defer stopForms()
	site, err = web.New(web.Config{
		Assistant: a, Forms: forms, SignIn: guard, Cases: book, Mine: book, ReworkDue: reworkDue(set.Ratings.Days), Booking: web.Booking{Plan: plan, Book: book}, Embed: c.Embed, Origins: c.Origin, Proxies: c.Proxy, Secure: c.TLS,
		Limits: web.Limits{Messages: set.Web.Messages, Talks: set.Web.Talks, Sockets: set.Web.Sockets, SocketsOfOne: set.Web.SocketsEach},
		Ready:  o.parts.Report, Refused: o.metrics.Refused,
	})
	if err != nil {
		return err
	}
	h, err := c.house(l.knowledge, all)
	if err != nil {
		return err
	}
	desk := caseDesk(d, keys, h)
	rooms, err := c.deskRooms(set, desk, guard, h, drafts.New(d, keys, time.Now), o)
	if err != nil {
		return err
	}
	stopDelivering, err := c.handOver(ctx, set, desk, book, a, all, site, o)
	if err != nil {
		return err
	}
	defer stopDelivering()
	programs, err := c.programs(set, book, a, guard, o)
	if err != nil {
		return err
	}
	return c.listen(ctx, site, together(site.Handler(), slices.Concat(programs, rooms, []room{door})...), o, set.Ops.Drain)
}

// follow serves what should serve now and then whatever is published, until stop
// is called; knowledge from files stays what it is.
func (c serveCommand) follow(ctx context.Context, s *store.Store) (l *live, stop func(), err error) {
	e, number, err := c.numbered(ctx)
	if err != nil {
		return nil, nil, err
	}
	k, leave, err := c.made(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	fmt.Println(c.origin(number, e))
	l = &live{load: s.Load, make: c.made}
	l.begin(number, k, leave)
	if len(c.KB) > 0 || c.Number != "" {
		return l, l.close, nil
	}
	end := l.follow(ctx, s)
	return l, func() { end(); l.close() }, nil
}

// made makes all that answers from an edition.
func (c serveCommand) made(ctx context.Context, e *knowledge.Edition) (*assistant.Knowledge, func(), error) {
	k, leave, err := c.know(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	return k, leave, c.to(k)
}

// origin says what is served: what nobody reviewed must not be taken for what
// was published.
func (s source) origin(number int64, e *knowledge.Edition) string {
	switch {
	case number != 0:
		return fmt.Sprintf("用的是版次 %d（%s）", number, e.ID)
	case len(s.KB) > 0:
		return "用的是 " + strings.Join(s.KB, "、") + " 里的知识，没有经过审核，只供试用"
	}
	return fmt.Sprintf("还没有发布自己的知识，用的是样例城市“%s”，都是虚构的，不能给市民用；换成自己的：wenban import 文件夹", e.Regions.Name(e.Regions.Root()))
}

// listen serves until ctx is done, and then as long as what was begun takes, at
// most the time of a drain.
func (c serveCommand) listen(ctx context.Context, site *web.Server, all http.Handler, o *operations, drain time.Duration) error {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	server := bounded(all)
	watched, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end() // the last to go: a drain can be watched
	if err := o.serve(watched); err != nil {
		return err
	}
	fmt.Printf("问办已经打开：http://%s\n", l.Addr())
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		defer cancel()
		stopped <- stop(late, site, server, o)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}

// bounded is a server that waits for nobody for ever and reads no more of a head
// than a browser sends.
func bounded(all http.Handler) *http.Server {
	return &http.Server{
		Handler: all, ErrorLog: ops.HTTPErrors(slog.Default()),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
}

// stop ends a server in order, in the time that ctx gives: it is no longer
// ready, nothing new is begun, what was begun is finished, and what does not
// finish in time is cut. Only a turn that was cut is an error.
func stop(ctx context.Context, site *web.Server, server *http.Server, o *operations) error {
	o.parts.Drain()
	err := site.Drain(ctx)
	if server.Shutdown(ctx) != nil {
		slog.Warn("connections that would not end were cut")
		_ = server.Close() // there is nobody to tell
	}
	if lost := o.traces.Close(ctx); lost != nil {
		slog.Warn("traces", "error", lost)
	}
	return err
}
