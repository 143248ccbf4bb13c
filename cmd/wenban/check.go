package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"wenban/knowledge"
)

// checkCommand holds knowledge against the rules of a good item.
type checkCommand struct {
	source
	JSON bool `name:"json" help:"以 JSON 输出"`
}

// Run prints every finding: item, element, what is wrong, how to mend it.
func (c checkCommand) Run(ctx context.Context) error {
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	found := knowledge.Check(e)
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(found)
	}
	for _, f := range found {
		fmt.Println(f)
	}
	fmt.Printf("检查了 %d 个事项、%d 份政策文件、%d 件“一件事”：%d 处需要处理\n", len(e.Items), len(e.Documents), len(e.Events), len(found))
	return nil
}
