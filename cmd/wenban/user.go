package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/sample"
	"wenban/knowledge/store"
)

// signed says who does something, and why.
type signed struct {
	As  string `help:"谁在操作（姓名）" placeholder:"姓名"`
	Why string `help:"原因，记入审计" placeholder:"原因"`
}

// named refuses what nobody signs, and says how to begin where nobody is known
// yet; alone is the command for somebody who only wants to try.
func (c signed) named(ctx context.Context, s *store.Store, alone string) error {
	if c.As != "" {
		return nil
	}
	people, err := s.People(ctx)
	if err != nil {
		return err
	}
	if len(people) > 0 {
		return errors.New("请用 --as 姓名 写明是谁在操作，用 --why 写明原因；有哪些人见 wenban user list")
	}
	try := ""
	if alone != "" {
		try = "。只想自己先试用，不发布：" + alone
	}
	return errors.New("发布知识要两个人：一个编写，另一个审核。先添加他们：wenban user add 姓名 --role admin --role curator；wenban user add 另一个姓名 --role reviewer --as 前一个姓名；然后加上 --as 和 --why 再来" + try)
}

// userCommand keeps the people who work with the program.
type userCommand struct {
	Add      userAdd      `cmd:"" help:"添加一个人，或者改他的角色、部门和地区；会问登录密码"`
	Password userPassword `cmd:"" help:"设置或者更换一个人的登录密码"`
	Unlock   userUnlock   `cmd:"" help:"密码试错太多次的人不用再等"`
	Bind     userBind     `cmd:"" help:"登记一个人在统一身份认证里的标识，他就可以用它登录"`
	Off      userOff      `cmd:"" help:"停用一个人，他的登录立即失效"`
	List     userList     `cmd:"" help:"列出所有人"`
}

type userAdd struct {
	stored
	dispatching
	secretInput
	As         string       `help:"添加他的管理员；第一个人不用写" placeholder:"姓名"`
	Role       []store.Role `help:"角色：operator 坐席、handler 承办人员、curator 知识管理员、reviewer 审核人、auditor 审计员、admin 管理员，可多次给出" enum:"operator,handler,curator,reviewer,auditor,admin" required:""`
	Department []string     `help:"只负责这个部门的内容和工单，可多次给出；不写就是全部，但承办人员不写就看不到工单" sep:"none"`
	Region     []string     `help:"只负责这个区划（代码），可多次给出；不写就是全部"`
	Name       string       `arg:"" help:"姓名"`
}

// Run adds a person or replaces what they may do, and gives them a password
// when one is put in.
func (c userAdd) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		password, err := c.read("登录密码（直接回车：不用密码登录）")
		if err != nil {
			return err
		}
		if password != "" { // before anything is written
			if err := store.GoodPassword(c.Name, password); err != nil {
				return err
			}
		}
		p := store.Person{Name: c.Name, Active: true, Roles: c.Role, Departments: c.Department, Regions: c.Region}
		if err := s.SetPerson(ctx, c.As, p); err != nil {
			return nobodyAdds(c.As, err)
		}
		fmt.Printf("%s：%s\n", p.Name, p)
		if slices.Contains(p.Roles, store.Handler) && len(p.Departments) == 0 {
			fmt.Printf("%s还没有部门，看不到工单；要他办工单，请再运行一次，加上 --department 部门名称\n", p.Name)
		}
		if slices.Contains(p.Roles, store.Handler) {
			c.warnOffices(ctx, s, p.Departments)
		}
		if password == "" {
			return nil
		}
		return s.SetPassword(ctx, cmp.Or(c.As, c.Name), c.Name, password)
	})
}

// warnOffices says which departments no case can come to, and which may be meant:
// somebody added for 民政局 would wait for ever for the cases of 云溪市民政局.
func (c userAdd) warnOffices(ctx context.Context, s *store.Store, departments []string) {
	e, err := answering(ctx, s)
	list, wrong := c.list()
	if err != nil || wrong != nil {
		return // it is only advice
	}
	known := offices(e, list)
	for _, d := range departments {
		if slices.Contains(known, d) {
			continue
		}
		fmt.Printf("注意：事项和派单目录里没有叫“%s”的部门，工单不会派到这里%s\n", d, meant(d, known))
	}
}

// meant names the departments whose names hold what was written.
func meant(written string, known []string) string {
	slices.Sort(known)
	var like []string
	for _, k := range slices.Compact(known) {
		if k != "" && strings.Contains(k, written) && len(like) < 3 {
			like = append(like, k)
		}
	}
	if len(like) == 0 {
		return ""
	}
	return "；是不是" + strings.Join(like, "、") + "？改正就再运行一次"
}

// answering is the edition that answers now, the sample city where none does.
func answering(ctx context.Context, s *store.Store) (*knowledge.Edition, error) {
	p, err := s.Serving(ctx)
	if err != nil || p.Edition == 0 {
		return sample.Load()
	}
	return s.Load(ctx, p.Edition)
}

// nobodyAdds says what to write where only the name of who adds is missing.
func nobodyAdds(as string, err error) error {
	if as == "" && errors.Is(err, store.ErrNobody) {
		return errors.New("已经有管理员了：请用 --as 写明是哪位管理员添加的；有谁：wenban user list")
	}
	return err
}

type userPassword struct {
	stored
	secretInput
	As   string `help:"设密码的管理员，或者本人" placeholder:"姓名" required:""`
	Name string `arg:"" help:"姓名"`
}

// Run gives a person a new password and ends where they are signed in.
func (c userPassword) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		password, err := c.read("新的登录密码")
		if err != nil {
			return err
		}
		if password == "" {
			return errors.New("没有输入密码；在终端里运行，或者用 --password-file 给出")
		}
		return s.SetPassword(ctx, c.As, c.Name, password)
	})
}

type userUnlock struct {
	stored
	As   string `help:"管理员" placeholder:"姓名" required:""`
	Name string `arg:"" help:"姓名"`
}

// Run lets a person try at once again.
func (c userUnlock) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error { return s.Unlock(ctx, c.As, c.Name) })
}

type userBind struct {
	stored
	As      string `help:"管理员" placeholder:"姓名" required:""`
	Issuer  string `help:"统一身份认证的地址；不写就用配置里的 signin.staff.issuer" key:"signin.staff.issuer"`
	Name    string `arg:"" help:"姓名"`
	Subject string `arg:"" help:"标识：他第一次登录时页面上显示的那一串"`
}

// Run notes who a person is at the provider of staff.
func (c userBind) Run(ctx context.Context) error {
	if c.Issuer == "" {
		return errors.New("还没有配置工作人员的统一身份认证（signin.staff.issuer）")
	}
	return c.with(ctx, func(s *store.Store) error { return s.SetSubject(ctx, c.As, c.Name, c.Issuer, c.Subject) })
}

type userOff struct {
	stored
	As   string `help:"停用他的管理员" placeholder:"姓名" required:""`
	Name string `arg:"" help:"姓名"`
}

// Run switches a person off; what they did stays.
func (c userOff) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		all, err := s.People(ctx)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.Name == c.Name {
				p.Active = false
				return s.SetPerson(ctx, c.As, p)
			}
		}
		return fmt.Errorf("%w：%q", store.ErrNobody, c.Name)
	})
}

type userList struct{ stored }

// Run lists everybody.
func (c userList) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		all, err := s.People(ctx)
		for _, p := range all {
			fmt.Printf("%s：%s\n", p.Name, p)
		}
		if len(all) == 0 {
			fmt.Println("还没有人。先添加管理员：wenban user add 姓名 --role admin")
		}
		return err
	})
}
