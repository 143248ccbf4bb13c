package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"wenban/assistant/form/licencetest"
	"wenban/channels/signin/signintest"
)

// simulateCommand stands in for the systems of others, with the invented people
// of the sample city: who signs in is whoever is clicked on.
type simulateCommand struct {
	Addr string `help:"监听地址，只能是本机" default:"127.0.0.1:8090"`
	Site string `help:"试用的问办的网址" default:"http://127.0.0.1:8080"`
}

// What the simulated providers call us, and the secret they give us: of use
// nowhere else.
const (
	simulatedClient = "wenban"
	simulatedSecret = "simulated-for-trying-only"
)

// Run serves until it is told to stop.
func (c simulateCommand) Run(ctx context.Context) error {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return errors.Join(errors.New("模拟的统一身份认证谁点谁就是谁，只能在本机监听，如 127.0.0.1:8090"), l.Close())
	}
	systems, err := c.systems("http://" + l.Addr().String())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Print(c.hint("http://" + l.Addr().String()))
	server := &http.Server{Handler: systems, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // whoever asks then is not answered
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// systems are the simulated systems, reached below base.
func (c simulateCommand) systems(base string) (http.Handler, error) {
	citizens, err := signintest.Citizens()
	if err != nil {
		return nil, err
	}
	licences, err := licencetest.New()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/zz/licences", &licencetest.Server{Library: licences, Key: simulatedClient, Secret: []byte(simulatedSecret)})
	mux.Handle("/citizen/", c.provider("模拟的市民统一身份认证", base+"/citizen", "/sign-in", citizens))
	mux.Handle("/staff/", c.provider("模拟的工作人员统一身份认证", base+"/staff", "/staff/sign-in", signintest.Staff()))
	return mux, nil
}

func (c simulateCommand) provider(name, issuer, path string, people []signintest.Person) *signintest.Provider {
	site := strings.TrimSuffix(c.Site, "/")
	return &signintest.Provider{Name: name, Issuer: issuer, People: people, Clients: []signintest.Client{{
		ID: simulatedClient, Secret: simulatedSecret, Back: []string{site + path + "/back"}, Home: []string{site + "/"}, Ended: site + path + "/ended",
	}}}
}

// hint says how a server is pointed at the simulated systems.
func (c simulateCommand) hint(base string) string {
	return fmt.Sprintf(`模拟服务已经打开。让问办用它：
  WENBAN_SIGNIN_SITE=%[2]s \
  WENBAN_SIGNIN_CITIZEN_ISSUER=%[1]s/citizen WENBAN_SIGNIN_CITIZEN_CLIENT_ID=%[3]s WENBAN_SIGNIN_CITIZEN_CLIENT_SECRET=%[4]s \
  WENBAN_SIGNIN_STAFF_ISSUER=%[1]s/staff WENBAN_SIGNIN_STAFF_CLIENT_ID=%[3]s WENBAN_SIGNIN_STAFF_CLIENT_SECRET=%[4]s \
  WENBAN_LICENCES_ADDRESS=%[1]s/zz WENBAN_LICENCES_SECRET=%[4]s WENBAN_LICENCES_PRIVATE=true \
  wenban serve
或者一步到位：make demo。人和号码都是虚构的，不要用在正式的网站上。
`, base, c.Site, simulatedClient, simulatedSecret)
}
