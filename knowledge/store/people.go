package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"wenban/knowledge/store/db"
)

// Role is what a person may do.
type Role string

// The roles.
const (
	Operator Role = "operator" // 坐席: answers citizens on the hotline
	Handler  Role = "handler"  // 承办人员: works at the case desk of a department
	Curator  Role = "curator"  // 知识管理员: makes and changes drafts
	Reviewer Role = "reviewer" // 审核人: approves changes of others, publishes, rolls back
	Auditor  Role = "auditor"  // 审计员: reads the audit trail, changes nothing
	Admin    Role = "admin"    // 管理员: adds people; publishes and rolls back
)

// Roles lists the roles.
var Roles = []Role{Operator, Handler, Curator, Reviewer, Auditor, Admin}

var roleNames = map[Role]string{
	Operator: "坐席", Handler: "承办人员", Curator: "知识管理员", Reviewer: "审核人", Auditor: "审计员", Admin: "管理员",
}

// Name is the Chinese name of a role.
func (r Role) Name() string { return roleNames[r] }

// Person is somebody who works with the program: changes knowledge, answers
// citizens, handles cases.
type Person struct {
	Name        string
	Active      bool
	Roles       []Role
	Departments []string // whose records and cases are their business; none: everyone's
	Regions     []string // codes of where they work, each with its parts; none: everywhere
}

// Errors about people.
var (
	ErrNobody  = errors.New("没有这个人，或者已经停用；用 wenban user list 查看")
	ErrRole    = errors.New("没有这个权限")
	ErrForeign = errors.New("不在您负责的部门之内")
	ErrName    = errors.New("姓名要有 1 到 40 个字，不能有空格、控制字符或者隐藏字符")
	ErrFirst   = errors.New("第一个人要有管理员权限（--role admin），由他再添加别人")
)

// SetPerson adds a person or replaces what they may do. by must be an admin; the
// first person, whom nobody can have added, must be one, and by is "".
func (s *Store) SetPerson(ctx context.Context, by string, p Person) error {
	p.Name = norm.NFKC.String(p.Name)
	if err := p.check(); err != nil {
		return err
	}
	return s.refused(ctx, by, "person", "person "+p.Name, s.change(ctx, func(t *tx) error {
		by, err := t.mayAdd(by, p)
		if err != nil {
			return err
		}
		if err := t.putPerson(by, p); err != nil {
			return err
		}
		return t.record(by, "person", "person "+p.Name, p.String())
	}))
}

// String says what a person may do.
func (p Person) String() string {
	var roles []string
	for _, r := range p.Roles {
		roles = append(roles, r.Name())
	}
	text := strings.Join(roles, "、")
	if len(p.Departments) > 0 {
		text += "，负责 " + strings.Join(p.Departments, "、")
	}
	if len(p.Regions) > 0 {
		text += "，地区 " + strings.Join(p.Regions, "、")
	}
	if !p.Active {
		text += "，已停用"
	}
	return text
}

func (p Person) check() error {
	bad := func(r rune) bool { return !unicode.IsPrint(r) || unicode.IsSpace(r) }
	if n := len([]rune(p.Name)); n < 1 || n > 40 || strings.ContainsFunc(p.Name, bad) {
		return ErrName
	}
	for _, r := range p.Roles {
		if !slices.Contains(Roles, r) {
			return fmt.Errorf("没有角色 %q，可用的是 %s", r, known())
		}
	}
	return nil
}

// known lists the roles for people.
func known() string {
	var all []string
	for _, r := range Roles {
		all = append(all, fmt.Sprintf("%s（%s）", r, r.Name()))
	}
	return strings.Join(all, "、")
}

// mayAdd returns in whose name a person is added.
func (t *tx) mayAdd(by string, p Person) (string, error) {
	switch n, err := t.count("SELECT count(*) FROM person"); {
	case err != nil:
		return "", err
	case n == 0 && !(p.Active && slices.Contains(p.Roles, Admin)):
		return "", ErrFirst
	case n == 0:
		return p.Name, nil
	}
	admin, err := t.allowed(by, Admin)
	if err == nil && by == p.Name && !(p.Active && slices.Contains(p.Roles, Admin)) {
		return "", errors.New("不能撤掉自己的管理员权限，请由另一位管理员来做")
	}
	return admin.Name, err
}

func (t *tx) putPerson(by string, p Person) error {
	if err := t.exec(`INSERT INTO person (name, active, added, added_by) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE SET active = excluded.active`, p.Name, p.Active, db.Micros(t.now), by); err != nil {
		return err
	}
	if !p.Active {
		if err := t.signOut(p.Name); err != nil {
			return err
		}
	}
	for _, table := range []string{"person_role", "person_department", "person_region"} {
		if err := t.exec("DELETE FROM "+table+" WHERE person = $1", p.Name); err != nil {
			return err
		}
	}
	for _, r := range p.Roles {
		if err := t.exec("INSERT INTO person_role (person, role) VALUES ($1, $2) ON CONFLICT DO NOTHING", p.Name, string(r)); err != nil {
			return err
		}
	}
	for _, d := range p.Departments {
		if err := t.exec("INSERT INTO person_department (person, department) VALUES ($1, $2) ON CONFLICT DO NOTHING", p.Name, db.Text(d)); err != nil {
			return err
		}
	}
	for _, r := range p.Regions {
		if err := t.exec("INSERT INTO person_region (person, region) VALUES ($1, $2) ON CONFLICT DO NOTHING", p.Name, db.Text(r)); err != nil {
			return err
		}
	}
	return nil
}

// People returns everybody, by name.
func (s *Store) People(ctx context.Context) (all []Person, err error) {
	err = s.view(ctx, func(t *tx) error {
		names, err := t.strings("SELECT name FROM person ORDER BY name")
		for _, n := range names {
			p, err := t.person(n)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return err
	})
	return all, err
}

// person reads one person; ErrNobody when there is none.
func (t *tx) person(name string) (Person, error) {
	p := Person{Name: name}
	err := t.row("SELECT active FROM person WHERE name = $1", name).Scan(&p.Active)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fmt.Errorf("%w：%q", ErrNobody, name)
	}
	if err != nil {
		return p, err
	}
	roles, err := t.strings("SELECT role FROM person_role WHERE person = $1 ORDER BY role", name)
	if err != nil {
		return p, err
	}
	for _, r := range roles {
		p.Roles = append(p.Roles, Role(r))
	}
	if p.Departments, err = t.strings("SELECT department FROM person_department WHERE person = $1 ORDER BY department", name); err != nil {
		return p, err
	}
	p.Regions, err = t.strings("SELECT region FROM person_region WHERE person = $1 ORDER BY region", name)
	return p, err
}

// Person returns one person, also who was switched off; the error is ErrNobody
// where there is none of that name.
func (s *Store) Person(ctx context.Context, name string) (p Person, err error) {
	err = s.view(ctx, func(t *tx) error {
		p, err = t.person(NameOf(name))
		return err
	})
	return p, err
}

// NameOf is a name of a person as it is kept, however it was written.
func NameOf(written string) string { return norm.NFKC.String(strings.TrimSpace(db.Text(written))) }

// allowed returns the person when they are active and have one of the roles.
func (t *tx) allowed(name string, any ...Role) (Person, error) {
	p, err := t.person(NameOf(name))
	switch {
	case err != nil:
		return p, err
	case !p.Active:
		return p, fmt.Errorf("%w：%q", ErrNobody, name)
	case !p.Has(any...):
		return p, fmt.Errorf("%w：%s需要%s的角色", ErrRole, p.Name, names(any))
	}
	return p, nil
}

func names(roles []Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, r.Name())
	}
	return strings.Join(all, "或")
}

// answersFor reports whether a record of a department is a person's business.
func (p Person) answersFor(department string) bool {
	return len(p.Departments) == 0 || slices.Contains(p.Departments, department)
}

// Serves reports whether a case of a department is a person's business, in a
// region that is given with the regions it is part of, in any order.
func (p Person) Serves(department string, regions ...string) bool {
	in := func(region string) bool { return slices.Contains(p.Regions, region) }
	return p.answersFor(department) && (len(p.Regions) == 0 || slices.ContainsFunc(regions, in))
}

// Has reports whether a person has one of the roles.
func (p Person) Has(any ...Role) bool {
	return slices.ContainsFunc(any, func(r Role) bool { return slices.Contains(p.Roles, r) })
}
