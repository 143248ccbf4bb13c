package main

import (
	"fmt"
	"os"
	"sync"

	"github.com/alecthomas/kong"

	"wenban/cmd/wenban/config"
)

// settings gives commands the configuration: a flag with the tag
// key:"web.talks" that was not given takes the value of that key. So flags are
// over the environment, and the environment over the file, for every command.
type settings struct {
	once   sync.Once
	loaded config.Config
	err    error
}

// Validate is part of kong.Resolver; there is nothing to say here.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve returns the value that was set for the key of a flag, nil for none.
func (s *settings) Resolve(call *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	key := flag.Tag.Get("key")
	if key == "" {
		return nil, nil
	}
	c, err := s.of(call)
	if err != nil {
		return nil, err
	}
	value, _ := c.Given(key)
	return value, nil
}

// of loads the configuration of a call, once.
func (s *settings) of(call *kong.Context) (config.Config, error) {
	s.once.Do(func() {
		for _, f := range call.Model.Flags {
			if f.Name == "config" {
				s.loaded, s.err = config.Load(config.Sources{File: call.FlagValue(f).(string), Environ: os.Environ()})
			}
		}
	})
	return s.loaded, s.err
}

// configCommand checks and shows the configuration.
type configCommand struct {
	Check configCheck `cmd:"" help:"检查配置，逐项说明哪里要改"`
	Show  configShow  `cmd:"" help:"列出每一项的值和出处，密钥不显示"`
}

type configCheck struct{}

// Run prints that the configuration can be used, or returns what is wrong.
func (configCheck) Run(call *kong.Context, s *settings) error {
	c, err := s.of(call)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(call.Stdout, "配置没有问题，设置了 %d 项，其余用默认值。\n", c.Count())
	return err
}

type configShow struct{}

// Run prints every key with its value and where it was set.
func (configShow) Run(call *kong.Context, s *settings) error {
	c, err := s.of(call)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(call.Stdout, c.Show())
	return err
}
