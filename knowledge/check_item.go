package knowledge

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"wenban/knowledge/personal"
)

// The value tables of GB/T 39554.2-2020 as FORMAT.md lists them, and the
// further values of the national tables that real catalogues use.
var (
	itemTypes  = []string{"行政许可", "行政给付", "行政确认", "行政奖励", "行政裁决", "行政征收", "其他行政权力", "公共服务"}
	audiences  = []string{"自然人", "企业法人", "个体工商户", "社会组织法人", "事业法人", "非法人企业", "行政机关", "其他组织"}
	levels     = []string{"国家级", "省级", "市级", "县级", "镇街级"}
	kinds      = []string{"即办件", "承诺件"}
	channels   = []string{"窗口办理", "网上办理", "快递申请", "自助终端"}
	scopes     = []string{"全国", "跨省", "全省", "全市", "本区县"}
	units      = []string{"工作日", "自然日"}
	results    = []string{"证照", "批文", "证明", "其他"}
	originals  = []string{"原件", "复印件", "原件和复印件", "电子件"}
	needs      = []string{"必要", "容缺后补", "非必要"}
	sources    = []string{"申请人自备", "政府部门核发", "第三方出具"}
	fieldTypes = []string{"text", "textarea", "id_card", "uscc", "phone", "date", "number", "select", "region", "address", "bool"}
)

// value reports a value that is not in its table. An empty one is missing, not
// wrong.
func (c *checker) value(path, got string, table []string) {
	c.unless(got == "" || slices.Contains(table, got), Warning, path,
		"值“"+got+"”不在代码表里", "改成:"+strings.Join(table, "、"))
}

func (c *checker) identity(it Item) {
	c.unless(it.Summary != "", Hint, "summary", "没有简介", "用一句话写明谁需要办、办完得到什么")
	c.unless(it.Department != "", Warning, "department", "没有实施主体", "补上实施主体")
	c.unless(len(it.Audience) > 0, Warning, "audience", "没有服务对象", "补上服务对象")
	c.value("type", it.Type, itemTypes)
	c.value("level", it.Level, levels)
	for _, a := range it.Audience {
		c.value("audience", a, audiences)
	}
	c.themes(it)
	c.regionExists("region", it.Region)
}

// lifeThemes are themes that are about people by their nature. There is no such
// list for businesses: a person registers as a self-employed one.
var lifeThemes = []string{"户籍身份", "户籍办理", "出入境", "婚育收养", "婚姻登记", "生育收养", "养老", "残疾人", "退役军人", "死亡殡葬"}

// themes holds the audience against the themes.
func (c *checker) themes(it Item) {
	people := len(it.Audience) == 0 || slices.Contains(it.Audience, "自然人")
	for _, t := range it.Themes {
		c.unless(people || !slices.Contains(lifeThemes, t), Warning, "audience",
			"主题分类是“"+t+"”,服务对象却没有自然人", "核对服务对象和主题分类")
	}
}

func (c *checker) handling(it Item) {
	h := it.Handling
	c.value("handling.kind", h.Kind, kinds)
	c.value("handling.scope", h.Scope, scopes)
	for _, ch := range h.Channels {
		c.value("handling.channels", ch, channels)
	}
	remote := h.OnlineURL != "" || h.Delivery || slices.Contains(h.Channels, "网上办理") || slices.Contains(h.Channels, "快递申请")
	c.unless(h.Visits > 0 || remote || h.silent() || slices.Contains(it.Unstated, "visits"), Warning, "handling.visits",
		"到现场0次,却不能网上办也不能邮寄", "补上网上办理或者快递送达,或者改正次数")
	online := slices.Contains(h.Channels, "网上办理")
	c.unless(!online || len(h.Channels) > 1 || h.Visits == 0, Warning, "handling.visits",
		"只能网上办理,却要到现场"+itoa(h.Visits)+"次", "到现场次数改为0,或者补上窗口办理")
	c.unless(!online || h.OnlineURL != "", Warning, "handling.online_url", "可以网上办理,但没有网办地址", "补上网办地址")
	c.unless(online || h.OnlineURL == "" || len(h.Channels) == 0, Hint, "handling.channels", "有网办地址,但办理形式里没有网上办理", "补上网上办理,或者去掉地址")
	c.link("handling.online_url", h.OnlineURL)
}

// link reports an address that is not one of the web: anything else would run
// or open something on the citizen's machine.
func (c *checker) link(path, s string) {
	u, err := url.Parse(s)
	ok := s == "" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
	c.unless(ok, Error, path, "不是有效的网址", "改成以 https:// 开头的完整网址")
}

func (c *checker) limits(l TimeLimit, kind string) {
	c.value("time_limit.statutory.unit", l.Statutory.Unit, units)
	c.value("time_limit.promised.unit", l.Promised.Unit, units)
	if !l.Promised.given() {
		return
	}
	c.unless(kind != "即办件" || l.Promised.Days == 0, Warning, "time_limit.promised",
		"办件类型是即办件,承诺时限却是"+l.Promised.String(), "即办件的承诺时限应为0天;需要等待的改为承诺件")
	c.unless(kind != "承诺件" || l.Promised.Days > 0, Warning, "time_limit.promised",
		"办件类型是承诺件,承诺时限却是当场办结", "改为即办件,或者补上天数")
	c.unless(!l.exceeded(), Error, "time_limit.promised",
		"承诺时限"+l.Promised.String()+"超过法定时限"+l.Statutory.String(), "承诺时限不得超过法定时限")
}

// exceeded reports whether the promise is longer than the law allows. Five
// working days count as a week.
func (l TimeLimit) exceeded() bool {
	return l.Statutory.given() && l.Promised.given() && l.Promised.weight() > l.Statutory.weight()
}

func (s Span) weight() int {
	if s.Unit == "工作日" {
		return s.Days * 7
	}
	return s.Days * 5
}

func (c *checker) fees(it Item) {
	for i, f := range it.Fees {
		path := fmt.Sprintf("fees.%d", i)
		c.unless(f.Basis != "", Error, path+".basis", "收费没有依据", "补上收费依据;没有依据的不得收费")
		c.unless(f.Unit != "", Warning, path+".unit", "收费没有单位", "补上单位,例如 元/证")
		c.unless(f.Amount > 0, Hint, path+".amount", "收费金额为0", "确认是免收,否则补上金额")
	}
}

// phone matches telephone numbers that can be dialled from anywhere: with area
// code, mobile, or a short or toll-free service number.
var phone = regexp.MustCompile(`^(?:0\d{2,3}[-—－ ]?\d{7,8}|\(0\d{2,3}\)\d{7,8}|（0\d{2,3}）\d{7,8}|1[3-9]\d{9}|1\d{4,5}|9\d{4,5}|[48]00[- ]?\d{3,4}[- ]?\d{3,4}|0\d{2,3}[- ]?1\d{4})(?:(?:-|转|—)\d{1,6})?$`)

func (c *checker) phones(it Item) {
	c.unless(it.ConsultPhone != "", Warning, "consult_phone", "没有咨询电话", "补上咨询电话")
	c.unless(it.ComplaintPhone != "", Hint, "complaint_phone", "没有监督投诉电话", "补上监督投诉电话")
	c.unless(it.ComplaintPhone == "" || !sameNumbers(it.ConsultPhone, it.ComplaintPhone), Warning, "complaint_phone",
		"监督投诉电话与咨询电话相同", "投诉应由另一个部门受理,换成监督电话")
	c.phone("consult_phone", it.ConsultPhone)
	c.phone("complaint_phone", it.ComplaintPhone)
}

// numbers returns the telephone numbers of a field.
func numbers(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,；;/ ", r) })
}

// sameNumbers reports whether two fields hold the same numbers, however they
// are written.
func sameNumbers(a, b string) bool {
	plain := func(s string) string {
		all := numbers(strings.NewReplacer("-", "", "—", "", "－", "", "(", "", ")", "", "（", "", "）", "").Replace(s))
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	return plain(a) == plain(b)
}

func (c *checker) phone(path, s string) {
	for _, part := range numbers(s) {
		c.unless(!personal.Mobile(part), Warning, path, "电话“"+part+"”像是个人手机号", "换成单位的公开电话;确实对外公开的可以保留")
		if !phone.MatchString(part) {
			c.say(Warning, path, "电话“"+s+"”没有区号或者写法不对", "写成 区号-号码,多个用顿号分开")
			return
		}
	}
}

func (c *checker) places(path string, places []Place) {
	for i, p := range places {
		at := fmt.Sprintf("%s.%d", path, i)
		c.unless(p.Address != "", Warning, at+".address", "没有地址", "补上地址")
		c.unless(p.Name != "", Hint, at+".name", "没有名称", "补上名称")
		c.unless(p.Hours != "", Hint, at+".hours", "没有办公时间", "补上办公时间")
		c.phone(at+".phone", p.Phone)
		c.regionExists(at+".region", p.Region)
	}
}

// law matches the names that laws and official documents end with.
var law = regexp.MustCompile(`(?:法|法典|条例|办法|规定|决定|通知|意见|细则|规则|准则|方案|公告|通告|批复|标准|目录|解释|规范|规程|规划|纲要|指南|函|令|复函|制度|清单|章程)(?:（[^（）]*）)*$`)

func (c *checker) grounds(it Item) {
	c.unless(len(it.Basis) > 0, Warning, "basis", "没有设定依据", "补上法律法规名称和条款")
	for i, b := range it.Basis {
		path := fmt.Sprintf("basis.%d", i)
		cited := strings.HasPrefix(b.Title, "《") || law.MatchString(b.Title)
		c.unless(cited, Warning, path+".title", "“"+b.Title+"”不像法律法规或者文件的名称", "写全称")
		c.unless(b.Article != "", Hint, path+".article", "没有写明条款", "补上第几条")
	}
}

// stages are the parts a licensing procedure must have, by words that name them.
var stages = []struct{ name, words string }{
	{"受理", "受理|申请|申报|收件|提交"}, {"审核", "审核|审查|核验|核查|勘验|查验|初审|复核|评审|检查"},
	{"决定", "决定|审批|办结|发证|登记|核准|核发|制证|许可|批准|签发"}, {"送达", "送达|领取|领证|发放|取证|送证|寄送|核发|发证|颁发"},
}

func (c *checker) procedure(it Item) {
	c.unless(it.Result.Name != "", Warning, "result", "没有结果", "补上办完得到的证照、批文或者其他结果")
	c.value("result.kind", it.Result.Kind, results)
	c.unless(len(it.Steps) > 0, Hint, "steps", "没有办理流程", "补上从申请到领取的步骤")
	c.unless(it.Type != "行政许可" || len(it.FAQ) > 0, Warning, "faq", "行政许可事项没有常见问题", "至少写一个真实的问答")
	if it.Type != "行政许可" || len(it.Steps) == 0 {
		return
	}
	all := join(it.Steps, Step.String)
	for _, s := range stages {
		found := slices.ContainsFunc(strings.Split(s.words, "|"), func(w string) bool { return strings.Contains(all, w) })
		c.unless(found, Hint, "steps", "办理流程里没有"+s.name+"环节", "补上"+s.name+"环节")
	}
}

// vague matches names of materials that leave open what to bring; a local
// statute forbids them (DOMAIN.md 1.5): 其他有关材料, 身份证等证件, 同上,
// 视情况提供. 高等, 等级 and 其他主体资格证明文件 are names of their own.
var vague = regexp.MustCompile(strings.Join([]string{
	`其[他它](?:有关|相关|相应|需要|必要|补充|佐证|业务|应当|应|须|需|提交|提供|规定|要求|证明|申请|法律|法规|规章|部门|机关|的|、|和){0,8}(?:材料|资料|文件|证明|证件)`,
	`(?:^|[、，；和及与或])(?:有关|相关)(?:证明)?(?:材料|资料|文件|证件)`,
	`(?:^|[^高中初同平优甲乙丙一二三上下])等(?:[^级同、，；（）]{0,10}(?:材料|资料|文件|证明|证件|凭证))?(?:原件|复印件)?[。；]?$`,
	`同上|视(?:具体)?情(?:况|形)|(?:根据|按照?)(?:情况|需要|要求)(?:提供|提交)|(?:必要|需要)时`,
}, "|"))

func (c *checker) materials(path string, all []Material) {
	seen := map[string]bool{}
	for _, m := range all {
		at := path + "." + m.ID
		c.unless(!seen[m.ID], Error, at+".id", "材料编号重复", "改成不同的编号")
		seen[m.ID] = true
		c.unless(!vague.MatchString(m.Name), Warning, at+".name",
			"材料名称“"+m.Name+"”含糊,申请人不知道带什么", "逐一写明是哪些材料")
		c.value(at+".original", m.Original, originals)
		c.value(at+".necessity", m.Necessity, needs)
		c.value(at+".source", m.Source, sources)
		c.unless(m.Necessity != "非必要" || m.Note != "" || len(m.When) > 0, Hint, at+".note",
			"非必要的材料没有说明什么情形要交", "补上说明或者适用情形")
	}
}
