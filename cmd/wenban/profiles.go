package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/ingest/profile"
)

// profilesCommand lists the mapping profiles in the binary.
type profilesCommand struct {
	Name string `arg:"" optional:"" help:"列出这个配置认识的表头"`
	YAML bool   `name:"yaml" help:"输出配置文件本身，可以改成自己的"`
}

// Run prints every profile, or the columns of one.
func (c profilesCommand) Run() error {
	if c.Name == "" {
		return c.list()
	}
	if c.YAML {
		text, err := profile.Text(c.Name)
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(text)
		return err
	}
	p, err := profile.ByName(c.Name)
	if err != nil {
		return err
	}
	showProfile(p)
	return nil
}

func (c profilesCommand) list() error {
	all, err := profile.Shipped()
	if err != nil {
		return err
	}
	for _, p := range all {
		fmt.Printf("%-10s %s：%s\n", p.Name, p.Title, p.About)
	}
	fmt.Println("用法：wenban import --profile 名称或者文件 表格…　不写 --profile 时按表头挑选最合适的。")
	return nil
}

// showProfile prints which headers a profile knows, sheet by sheet.
func showProfile(p profile.Profile) {
	fmt.Println(p.Title)
	for _, s := range p.Sheets {
		fmt.Printf("\n%s %s\n", map[string]string{profile.KindItem: "事项表", profile.KindPart: "从属表", profile.KindDocument: "政策文件表"}[s.Kind], strings.Join(s.Names, "、"))
		for _, path := range slices.Sorted(maps.Keys(s.Columns)) {
			must := ""
			if s.Columns[path].Required {
				must = "（必填）"
			}
			fmt.Printf("  %s%s：%s\n", knowledge.ElementName(path), must, strings.Join(s.Columns[path].From, "、"))
		}
	}
}
