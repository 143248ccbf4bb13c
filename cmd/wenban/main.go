// Command wenban is the whole of 问办: one binary that serves citizens, answers
// on the command line, imports knowledge and measures itself.
//
//	wenban serve            the citizen's page, the JSON API, the widget
//	wenban ask "…"          one turn; --talk reads a turn per line
//	wenban import FILE…     check files (interchange, tables, papers) and make a draft of them
//	wenban profiles         how tables are read
//	wenban submit · review · publish · withdraw · rollback   the way of an edition, two people's work
//	wenban editions · diff · audit                           what there is, what changed, who did it
//	wenban recall           talks that were told what was corrected later
//	wenban backup · restore everything in the database, verified
//	wenban questions FILE…  the questions every edition must answer as well as the one before
//	wenban task list        errors that citizens and operators reported, with owner and deadline
//	wenban ratings          what citizens thought (好差评), by item, department or region
//	wenban outbox list      what has not reached the case system, and why
//	wenban retention        erase what is older than it may be kept; --dry-run counts it
//	wenban keys             the keys of personal data: list, add, rotate, drop
//	wenban user add NAME    who works with the program, and how they sign in
//	wenban simulate         providers of identities with invented people, to try signing in
//	wenban phrase           review everyday questions for items
//	wenban simulate-cases   a case system behind the signed webhook, to try it with
//	wenban train            learn the words of the lexicon anew
//	wenban check            the rules of a good item, and the proof of its situations
//	wenban eval --cases F   quality, measured
//	wenban triage "…"       whose a complaint is; --cases F measures it
//	wenban statutes DIR     finding articles of law, measured
//	wenban bench            speed, measured; bench retrieval over synthetic items, up to a million
//	wenban form --share     how much of the forms is prefilled, measured over the sample city
//	wenban watch            what has gone wrong since: contradictions, expiry, lost bases, twins
//	wenban qdrant sync      put the index on a Qdrant server; verify compares it
//	wenban config check     the configuration, checked
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"wenban/cmd/wenban/config"
	"wenban/knowledge/ingest/sandbox"
)

// commands are what the binary can do; each command's Run is its own file.
type commands struct {
	File string `name:"config" help:"配置文件（YAML）" type:"path" env:"WENBAN_CONFIG" placeholder:"文件"`

	Serve  serveCommand    `cmd:"" help:"打开市民页面和接口"`
	Ask    askCommand      `cmd:"" help:"在命令行问一句，或用 --talk 逐行对话"`
	Import importCommand   `cmd:"" help:"检查知识文件并存为草稿，全部合格才接收"`
	Maps   profilesCommand `cmd:"" name:"profiles" help:"列出导入表格用的配置"`

	Editions  editionsCommand  `cmd:"" help:"列出版次：草稿、审核中、现行、已被取代"`
	Diff      diffCommand      `cmd:"" help:"一个版次改了什么，逐个要素"`
	Submit    submitCommand    `cmd:"" help:"把草稿提交审核"`
	Review    reviewCommand    `cmd:"" help:"查看要审核的内容；--approve 通过，--return 退回"`
	Publish   publishCommand   `cmd:"" help:"检验并发布审核通过的版次，可定时"`
	Withdraw  withdrawCommand  `cmd:"" help:"撤回定时发布，或者作废还没发布的版次"`
	Rollback  rollbackCommand  `cmd:"" help:"立即回退到以前发布过的版次"`
	Recall    recallCommand    `cmd:"" help:"哪些对话听到过后来更正的内容"`
	Questions questionsCommand `cmd:"" help:"录入回归问题"`
	Audit     auditCommand     `cmd:"" help:"查看、核对审计记录"`
	Backup    backupCommand    `cmd:"" help:"备份整个数据库，不用停止服务"`
	Restore   restoreCommand   `cmd:"" help:"把备份恢复到空的数据库，先核对；--dry-run 只核对"`
	Task      taskCommand      `cmd:"" help:"报告的错误：列出、交办、办结"`
	Outbox    outboxCommand    `cmd:"" help:"送往工单系统的消息：列出、查看、重送"`
	User      userCommand      `cmd:"" help:"工作人员：添加、设密码、停用、列出"`

	Retention retentionCommand `cmd:"" help:"删除到期的个人信息；--dry-run 只数"`
	Keys      keysCommand      `cmd:"" help:"加密个人信息的密钥：列出、更换、删除"`
	Ratings   ratingsCommand   `cmd:"" help:"好差评：按事项、部门或区划统计"`

	SimulateCases simulateCasesCommand `cmd:"" help:"模拟别人的工单系统，可以故意出故障，只供试用"`
	Simulate      simulateCommand      `cmd:"" help:"模拟市民和工作人员的统一身份认证，人都是虚构的，只供试用"`

	Train  trainCommand    `cmd:"" help:"按词库重新学习词义（改了词库之后）"`
	Phrase phraseCommand   `cmd:"" help:"审阅事项的日常问法（相似问），收下的写进知识文件"`
	Check  checkCommand    `cmd:"" help:"按规则检查事项，并证明情形没有缺口"`
	Eval   evalCommand     `cmd:"" help:"用问题文件测量质量"`
	Triage triageCommand   `cmd:"" help:"看一段诉求分到哪一类、转给谁；检查派单目录；用例子测量准确率"`
	Laws   statutesCommand `cmd:"" name:"statutes" help:"测量为百姓的问题找法条的质量"`
	Bench  benchCommands   `cmd:"" help:"测量速度"`
	Form   formCommand     `cmd:"" help:"测量申请表自动带出多少栏"`
	Watch  watchCommand    `cmd:"" help:"找说法不一、过期、依据已变和重复的知识，逐条说明谁在什么时候之前怎么处理"`
	Qdrant qdrantCommand   `cmd:"" help:"把索引放到 Qdrant 服务器上，或者逐条核对"`
	Config configCommand   `cmd:"" help:"检查或者查看配置"`
}

func main() {
	sandbox.Child()
	os.Exit(run(untilSignalled(), os.Args[1:]))
}

// untilSignalled ends with the first signal to stop. By then the next one ends the
// program at once: whoever sees that it stops may send it.
func untilSignalled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		signal.Stop(signals)
		cancel()
	}()
	return ctx
}

// grammar reads command lines.
func grammar(ctx context.Context, s *settings) (*kong.Kong, error) {
	return kong.New(new(commands), kong.Name("wenban"), kong.Description("问办：政务服务咨询与办事引导"),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(s), kong.Resolvers(s), kong.BindToProvider(s.of),
		kong.Help(inChinese), kong.PostBuild(func(k *kong.Kong) error {
			k.Model.HelpFlag.Help = "显示怎么用"
			return nil
		}))
}

// run is main without the process: it returns the exit code, 0 for success, 1
// for a failure that was told, 2 for wrong usage, 130 for work that was
// interrupted before its end.
func run(ctx context.Context, args []string) int {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	parser, err := grammar(ctx, new(settings))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	call, err := parser.Parse(args)
	if wrong := (config.Problems)(nil); errors.As(err, &wrong) {
		fmt.Fprintln(os.Stderr, "wenban:", wrong)
		return 1
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "wenban:", misused(err))
		return 2
	}
	switch err := call.Run(); {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "wenban: 已中断")
		return 130
	case err != nil:
		fmt.Fprintln(os.Stderr, "wenban:", advised(err))
		return 1
	}
	return 0
}
