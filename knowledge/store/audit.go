package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"wenban/knowledge/store/db"
)

// Step is one row of the audit trail: who did what to what, when and why.
type Step struct {
	Seq     int64
	At      time.Time
	Actor   string
	Action  string
	Subject string // "edition 12", "person 张三", …
	Detail  string // why, and what else belongs to it
	Hash    string // covers the step and, by the hash before it, all before
}

// done and about name actions and kinds of subject for those who read the trail.
var (
	done = map[string]string{
		"person": "登记", "password": "设置密码", "subject": "绑定统一认证", "unlock": "解除等待", "signin": "登录", "draft": "起草", "amend": "修改", "submit": "提交审核", "return": "退回", "approve": "审核通过",
		"examine": "检验", "publish": "发布", "effective": "生效", "withdraw": "撤回", "rollback": "回退",
		"questions": "录入", "report": "报告错误", "assign": "交办", "close": "办结",
		"refused": "没有准许",
		"export":  "导出", "erase": "删除", "retention": "到期删除", "prove": "凭回执查看", "keys": "换密钥",
		// at the case desk
		"view": "查看", "download": "下载附件", "take": "提交", "accept": "受理", "decline": "不予受理", "sign": "签收", "object": "提出异议", "uphold": "维持派单",
		"start": "开始办理", "ask_more": "要求补正", "supply": "补正", "reply": "反馈", "again": "退回重办", "extend": "延期", "supervise": "督办", "contact": "回访",
		"rate": "评价", "end": "终止", "note": "附注", "merge": "并单", "recuse": "设回避",
	}
	about = strings.NewReplacer("edition ", "版次 ", "person ", "", "task ", "待办 ", "questions", "回归问题", "import", "导入", "case ", "工单 ", "citizen ", "市民 ", "talk ", "对话 ", "retention ", "", "keys", "密钥")
)

// String is the step as a person reads it.
func (s Step) String() string {
	detail := s.Detail
	if what, why, found := strings.Cut(detail, "："); found && s.Action == "refused" { // its detail begins with another action
		detail = cmp.Or(done[what], what) + "：" + why
	}
	return fmt.Sprintf("%s %s %s %s：%s", Shown(s.At), s.Actor, cmp.Or(done[s.Action], s.Action), about.Replace(s.Subject), detail)
}

// ErrTrail says that the audit trail is not what was written.
var ErrTrail = errors.New("审计记录被改动过")

// backwards is how far a clock may be behind the last step: machines differ.
const backwards = time.Minute

// record adds a step to the trail.
func (t *tx) record(actor, action, subject, detail string) error {
	var last, at int64
	var before string
	if err := t.row("SELECT seq, at, hash FROM audit_tip").Scan(&last, &at, &before); err != nil {
		return err
	}
	if t.now.Add(backwards).Before(db.Instant(at)) {
		return fmt.Errorf("%w（现在 %s，上一次 %s）", ErrClock, Shown(t.now), Shown(db.Instant(at)))
	}
	s := Step{Seq: last + 1, At: db.Instant(db.Micros(t.now)), Actor: actor, Action: action, Subject: subject, Detail: db.Text(detail)}
	s.Hash = s.chained(before)
	if err := t.exec("INSERT INTO audit (seq, at, actor, action, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		s.Seq, db.Micros(s.At), s.Actor, s.Action, s.Subject, s.Detail, s.Hash); err != nil {
		return err
	}
	return t.exec("UPDATE audit_tip SET seq = $1, at = $2, hash = $3", s.Seq, max(at, db.Micros(s.At)), s.Hash)
}

// chained is the hash of a step after the one with hash before.
func (s Step) chained(before string) string {
	all, _ := json.Marshal([]any{before, s.Seq, db.Micros(s.At), s.Actor, s.Action, s.Subject, s.Detail}) // plain values always encode
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:])
}

const stepColumns = "seq, at, actor, action, subject, detail, hash"

func scanStep(scan func(...any) error) (s Step, err error) {
	var at int64
	err = scan(&s.Seq, &at, &s.Actor, &s.Action, &s.Subject, &s.Detail, &s.Hash)
	s.At = db.Instant(at)
	return s, err
}

// Audit returns the steps about a subject, all of them for "", oldest first.
func (s *Store) Audit(ctx context.Context, subject string) (steps []Step, err error) {
	err = s.view(ctx, func(t *tx) error {
		return t.rows(func(scan func(...any) error) error {
			step, err := scanStep(scan)
			steps = append(steps, step)
			return err
		}, "SELECT "+stepColumns+" FROM audit WHERE $1 = '' OR subject = $1 ORDER BY seq", subject)
	})
	return steps, err
}

// VerifyAudit reads the whole trail. The error is ErrTrail, with the first bad
// step, when one was altered, removed, added or moved. The hash it returns, kept
// elsewhere (a backup holds it), also shows a trail that was written anew.
func (s *Store) VerifyAudit(ctx context.Context) (steps int64, hash string, err error) {
	err = s.view(ctx, func(t *tx) error {
		steps, hash, err = t.trail()
		return err
	})
	return steps, hash, err
}

func (t *tx) trail() (steps int64, hash string, err error) {
	err = t.rows(func(scan func(...any) error) error {
		step, err := scanStep(scan)
		switch {
		case err != nil:
			return err
		case step.Seq != steps+1:
			return fmt.Errorf("%w：缺少第 %d 条", ErrTrail, steps+1)
		case step.chained(hash) != step.Hash:
			return fmt.Errorf("%w：第 %d 条（%s %s）", ErrTrail, step.Seq, step.Action, step.Subject)
		}
		steps, hash = step.Seq, step.Hash
		return nil
	}, "SELECT "+stepColumns+" FROM audit ORDER BY seq")
	if err != nil {
		return steps, hash, err
	}
	var last int64
	var tip string
	if err := t.row("SELECT seq, hash FROM audit_tip").Scan(&last, &tip); err != nil {
		return steps, hash, err
	}
	if last != steps || tip != hash {
		return steps, hash, fmt.Errorf("%w：应有 %d 条，只剩 %d 条，第 %d 条起缺失", ErrTrail, last, steps, steps+1)
	}
	return steps, hash, nil
}
