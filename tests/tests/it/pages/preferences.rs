//! What people choose stays with them.

use crate::browser::{PASSWORD, Site};

#[test]
fn whoever_chose_chinese_sees_it_wherever_they_sign_in() {
    let site = Site::new();
    site.given_person("Li Wei", "li");
    let page = site.person("li", "/profile");
    page.see("Language").click("简体中文").see("语言");
    page.fill("我的时区", "Asia/Shanghai").click("保存").see("已保存");
    drop(page);
    let elsewhere = site.without_scripts();
    elsewhere.open("/pipeline?view=list");
    elsewhere.see("Sign in to Winback").fill("Login or e-mail", "li").fill("Password", PASSWORD);
    elsewhere.click("Sign in").see("销售管道");
    elsewhere.open("/profile");
    assert_eq!(elsewhere.value("我的时区"), "Asia/Shanghai");
    drop(elsewhere);
    let manager = site.manager("/profile");
    manager.see("Language");
    assert_eq!(manager.value("My time zone"), "UTC");
}
