package knowledge

import "strings"

// ElementName returns the Chinese name of an element followed by its path in
// brackets, for reports: "申请材料 名称(materials.3.name)". A path without a
// known name stands alone.
func ElementName(path string) string {
	var names []string
	key := ""
	for part := range strings.SplitSeq(path, ".") {
		if isIndex(part) {
			continue
		}
		key = strings.TrimPrefix(key+"."+part, ".")
		if name := elementNames[key]; name != "" {
			names = append(names, name)
		} else if name := partNames[part]; name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return path
	}
	return strings.Join(names, " ") + "(" + path + ")"
}

func isIndex(part string) bool {
	return part != "" && strings.Trim(part, "0123456789") == ""
}

// elementNames are the names of the elements by path.
var elementNames = map[string]string{
	"code": "编码", "name": "名称", "catalog_name": "主项名称", "aliases": "日常用语", "summary": "简介",
	"type": "事项类型", "themes": "主题分类", "audience": "服务对象", "department": "实施主体", "region": "区划代码",
	"level": "行使层级", "basis": "设定依据", "conditions": "受理条件", "exclusions": "不予受理情形",
	"handling": "办理方式", "handling.kind": "办件类型", "handling.channels": "办理形式", "handling.visits": "到现场次数",
	"handling.online_url": "网办地址", "handling.appointment": "预约", "handling.delivery": "快递送达", "handling.scope": "通办范围",
	"time_limit": "办结时限", "time_limit.statutory": "法定", "time_limit.promised": "承诺",
	"fees": "收费", "situations": "情形", "materials": "申请材料", "steps": "办理流程", "result": "结果", "places": "办理地点",
	"consult_phone": "咨询电话", "complaint_phone": "监督投诉电话", "phrasings": "相似问", "faq": "常见问题",
	"form": "申请表", "related": "相关事项", "effective": "有效期", "unstated": "未写明的要素", "notes": "区域说明",
	"id": "编号", "title": "标题", "number": "发文字号", "issuer": "发文机关", "published": "发布日期",
	"supersedes": "替代的文件", "asked": "相似问", "items": "事项", "text": "正文", "cues": "触发词", "order": "先后顺序",
	"parent": "上级区划", "address": "地址", "hours": "办公时间", "closed": "休息日", "phone": "电话",
	"services": "服务内容", "transit": "交通指引", "accessible": "无障碍设施",
	"materials_add": "增加的材料", "channels_add": "增加的办理形式", "note": "说明",
}

// partNames are the names of parts of elements.
var partNames = map[string]string{
	"id": "编号", "name": "名称", "code": "编码", "when": "适用情形", "question": "问题", "why": "为什么问",
	"options": "选项", "label": "选项文字", "cues": "触发词", "redirect": "转到的事项", "stop": "不予受理的原因",
	"original": "材料形式", "copies": "份数", "necessity": "必要性", "source": "来源渠道", "licence": "电子证照",
	"sample": "空白表格", "note": "说明", "days": "天数", "unit": "单位", "amount": "金额", "basis": "依据",
	"title": "名称", "article": "条款", "address": "地址", "hours": "办公时间", "phone": "电话", "region": "区划代码",
	"q": "问题", "a": "答案", "from": "起始日期", "to": "截止日期", "detail": "内容", "kind": "类型",
	"fields": "字段", "type": "类型", "required": "是否必填", "prefill": "预填来源", "optional": "是否可选",
	"promised": "承诺", "statutory": "法定", "confirmed": "确认日期", "articles": "条款",
}
