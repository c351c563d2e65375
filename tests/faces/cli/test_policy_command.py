"""`gongdao policy`: what comes with the program beside what was published, and rules at work."""


def test_shipped_policies_are_those_that_were_published(house):
    found = house.json("policy", "shipped")
    assert {one["standing"] for one in found} == {"same"}
    told = house.run("policy", "shipped")
    assert told.returncode == 0
    assert "merchant-appeal 2024-01 已发布，与随程序提供的一致" in told.stdout


def test_rule_says_where_it_is_seen(house):
    assert "在这里可以看到：gongdao case explain" in house.run("policy", "rule", "SLA-11").stdout
    assert house.json("policy", "rule", "PEN-8")["rule"]["shown_by"] == ["gongdao catalogue check FILE"]
