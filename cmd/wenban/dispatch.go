package main

import (
	"fmt"
	"os"
	"path/filepath"

	"wenban/assistant"
	"wenban/assistant/triage"
	"wenban/knowledge/calendar"
	"wenban/knowledge/memory"
)

// dispatching says by which lists complaints are taken down.
type dispatching struct {
	Dispatch string `help:"派单目录（JSONL），不给用样例城市的" type:"path" key:"dispatch" placeholder:"文件"`
	Calendar string `help:"节假日表，不给用内置的" type:"path" key:"calendar" placeholder:"文件"`
}

// to gives the lists to what answers from an edition. The files are read anew
// for each edition.
func (d dispatching) to(k *assistant.Knowledge) error {
	if d.Dispatch == "" && d.Calendar == "" {
		return nil
	}
	p, err := d.proposer()
	if err != nil {
		return err
	}
	days, err := d.days()
	if err != nil {
		return err
	}
	k.Clerk = triage.NewClerk(k.Edition, p, days)
	return nil
}

// proposer finds categories in the dispatch list.
func (d dispatching) proposer() (*triage.Proposer, error) {
	list, err := d.list()
	if err != nil {
		return nil, err
	}
	return triage.NewProposer(list, memory.Base())
}

func (d dispatching) list() (*triage.List, error) {
	if d.Dispatch == "" {
		return triage.Sample(), nil
	}
	f, err := os.Open(d.Dispatch)
	if err != nil {
		return nil, fmt.Errorf("派单目录：%w", err)
	}
	defer f.Close()
	list, err := triage.ReadList(f)
	if err != nil {
		return nil, fmt.Errorf("派单目录 %s 没有读进来：\n%w", filepath.Base(d.Dispatch), err)
	}
	return list, nil
}

func (d dispatching) days() (*calendar.Calendar, error) {
	if d.Calendar == "" {
		return calendar.China(), nil
	}
	f, err := os.Open(d.Calendar)
	if err != nil {
		return nil, fmt.Errorf("节假日表：%w", err)
	}
	defer f.Close()
	days, err := calendar.Read(f)
	if err != nil {
		return nil, fmt.Errorf("节假日表 %s 没有读进来：%w", filepath.Base(d.Calendar), err)
	}
	return days, nil
}
