package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"wenban/assistant/handoff/simulator"
	"wenban/assistant/handoff/webhook"
	"wenban/cmd/wenban/config"
)

// simulateCasesCommand stands in for the case system of a government, to try the
// signed webhook with.
type simulateCasesCommand struct {
	Addr     string `help:"监听地址，只能是本机" default:"127.0.0.1:8091"`
	Callback string `help:"办理情况回传到哪里，如 http://127.0.0.1:8080/api/v1/callbacks/webhook；不给就等问办来取" placeholder:"网址"`
	Log      string `help:"收到的工单逐条记在这个文件里，重新启动后接着用；不给就只在内存里" type:"path" placeholder:"文件"`
	Fault    string `help:"故意出的故障：down、slow=3s、lose=0.1（收下却不回答）、fail=0.1（500）、busy=0.2（429）、seed=7，用逗号分开" placeholder:"故障"`
}

// simulatedKeys are shared with Wenban where no secret is configured: of use
// nowhere else.
const simulatedKeys = "demo:simulated-for-trying-only-0000000000"

// Run serves until it is told to stop.
func (c simulateCasesCommand) Run(ctx context.Context, set config.Config) error {
	faults, err := simulator.ParseFaults(c.Fault)
	if err != nil {
		return err
	}
	secret := set.Cases.Webhook.Secret
	if secret == "" {
		secret = simulatedKeys
	}
	keys, err := webhook.ParseKeys(secret)
	if err != nil {
		return fmt.Errorf("cases.webhook.secret：%w", err)
	}
	s, err := simulator.Open(simulator.Config{Keys: keys, Log: c.Log, Callback: c.Callback, Faults: faults})
	if err != nil {
		return err
	}
	return errors.Join(c.serve(ctx, s, secret == simulatedKeys), s.Close())
}

func (c simulateCasesCommand) serve(ctx context.Context, s *simulator.System, demo bool) error {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return errors.Join(errors.New("模拟的工单系统谁都能办理，只能在本机监听，如 127.0.0.1:8091"), l.Close())
	}
	fmt.Print(c.hint(l.Addr().String(), demo))
	var calling sync.WaitGroup
	calling.Go(func() { s.CallBack(ctx) })
	defer calling.Wait()
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // whoever asks then is not answered, and asks again
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// hint says how a server is pointed at the simulated system.
func (c simulateCasesCommand) hint(addr string, demo bool) string {
	secret := "（你们自己的 cases.webhook.secret）"
	if demo {
		secret = simulatedKeys
	}
	return fmt.Sprintf(`模拟的工单系统已经打开：http://%[1]s
让问办用它：
  WENBAN_CASES_SYSTEM=webhook WENBAN_CASES_WEBHOOK_URL=http://%[1]s/events WENBAN_CASES_WEBHOOK_PRIVATE=true \
  WENBAN_CASES_WEBHOOK_POLL=%[2]v WENBAN_CASES_WEBHOOK_SECRET=%[3]s wenban serve
`, addr, c.Callback == "", secret)
}
