package assistant

import (
	"wenban/assistant/guide"
	"wenban/assistant/read"
)

// legalWay is a legal route as it is told: no ticket is made for such a matter.
// Numbers are those of the whole country; which court or committee it
// is in the citizen's region stands in no field, so none is named.
type legalWay struct {
	lead  string
	label string // of the number
	phone string
}

// routes are the legal routes by category of the reading.
var routes = map[string]legalWay{
	read.Court: {"打官司由人民法院受理，不在政务服务的范围里，这里不登记、也不判断输赢。可以带起诉状和证据到有管辖权的人民法院立案庭立案，或者在“人民法院在线服务”网上立案；不服一审判决的，在判决书写明的上诉期内提出上诉；对方不履行生效判决的，向法院申请强制执行。经济困难请不起律师的，可以申请法律援助。",
		"人民法院诉讼服务热线", "12368"},
	read.Labour: {"劳动争议先由劳动人事争议仲裁委员会处理：一般自知道权利受到侵害之日起一年内，向合同履行地或者单位所在地的仲裁委员会提交仲裁申请书和证据，不收费；对裁决不服的，多数情况可以在十五日内向人民法院起诉。拖欠工资也可以向劳动保障监察机构投诉。",
		"人力资源社会保障热线", "12333"},
	read.Arbitration: {"商事仲裁由双方约定的仲裁委员会受理，不在政务服务的范围里。请看合同里的仲裁条款写的是哪个仲裁委员会，向它提交仲裁申请书、仲裁协议和证据；没有仲裁约定的，可以向人民法院起诉。",
		"公共法律服务热线", "12348"},
	read.Review: {"对行政处罚、工伤认定一类行政决定不服的，可以自知道之日起六十日内向行政复议机关（一般是作出决定的机关的本级人民政府，司法局设有接待窗口）申请行政复议，不收费；也可以依法向人民法院提起行政诉讼。决定书上写明了期限和机关，以决定书为准。",
		"公共法律服务热线", "12348"},
	read.Disclosure: {"申请政府信息公开，请向制作或者保存这份信息的行政机关提出：可以当面交、寄信，或者在它的政府网站“政府信息公开”栏目填写申请表，写明姓名、联系方式和要公开的内容。机关在法定期限内答复；对答复不服的，可以申请行政复议或者提起行政诉讼。",
		"政务服务便民热线", "12345"},
	read.Discipline: {"反映党员干部、公职人员违纪违法或者职务犯罪，请直接向纪检监察机关举报：可以拨打 12388，登录 12388.gov.cn，或者写信、当面到纪委监委信访室。这里不登记举报的内容，也不会转给被举报人。",
		"纪检监察举报电话", "12388"},
	read.Petition: {"信访事项由信访部门受理：可以登录国家信访局网上信访平台或者它的手机端，也可以写信、到属地信访接待场所当面提出。已经受理的信访事项凭查询码查进度；对办理意见不服的，自收到之日起三十日内请求上一级机关复查，对复查意见不服的，再三十日内请求复核。",
		"政务服务便民热线", "12345"},
	read.Law: {"这类事由法律规定的专门渠道处理，这里不登记、也不判断谁对谁错：打官司、申请执行找人民法院（12368）；劳动争议先到劳动人事争议仲裁委员会（12333）；不服行政处罚、行政决定的申请行政复议；反映公职人员违纪违法找纪检监察机关（12388）。拿不准走哪条路，可以免费咨询公共法律服务热线；经济困难请不起律师的，可以申请法律援助。",
		"公共法律服务热线", "12348"},
	read.Compensation: {"国家赔偿请向作出侵权行为的机关（赔偿义务机关）提出书面申请，时效一般是自知道受到侵害之日起两年；不予赔偿或者对决定不服的，可以依法申请复议或者向人民法院提出。经济困难的，可以申请法律援助。",
		"公共法律服务热线", "12348"},
}

// routed tells a legal route. The matter is not ours, but the citizen is not
// sent away: the outcome is that they were informed.
func (v voice) routed(reply *Reply, way legalWay) {
	reply.Outcome, reply.Reason = guide.Informed, guide.LegalRoute
	reply.Lead = way.lead
	reply.Ways = append([]Way{{"phone", way.label, way.phone}}, v.humanWays()...)
}
