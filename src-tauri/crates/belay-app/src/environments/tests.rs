#![allow(clippy::unwrap_used)]
use super::*;

fn read(text: &str) -> Environments {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("environments.toml");
    std::fs::write(&file, text).unwrap();
    Environments::read(&[file])
}

fn entry(name: &str, account: &str, role: &str) -> String {
    format!(
        "[[environment]]\nname = \"{name}\"\ntier = \"production\"\nprofile = \"base\"\n\
         role_arn = \"{role}\"\nregion = \"eu-west-1\"\naccount_id = \"{account}\"\n"
    )
}

#[test]
fn an_entry_is_read_with_its_variables() {
    let text = entry(
        "shop-prod",
        "222222222222",
        "arn:aws:iam::222222222222:role/Operator",
    ) + "[environment.variables]\nSTAGE = \"prod\"\n";
    let all = read(&text);
    assert_eq!(all.problems, []);
    let shop = all.get("shop-prod").unwrap();
    assert_eq!(shop.variables["STAGE"], "prod");
    assert_eq!(
        card(shop, Path::new("f")).role_name.as_deref(),
        Some("Operator")
    );
}

#[test]
fn a_wrong_account_id_is_named_with_its_line_and_the_rest_stays() {
    let text = entry("a", "12", "arn:aws:iam::12:role/x")
        + &entry("b", "222222222222", "arn:aws:iam::222222222222:role/x");
    let all = read(&text);
    assert_eq!(all.entries.len(), 1);
    assert_eq!(all.problems[0].line, Some(1));
    assert!(all.problems[0].message.contains("`a` pins account `12`"));
}

#[test]
fn an_entry_that_was_left_out_is_told_with_its_place_and_the_way_on() {
    let text = entry("good", "222222222222", "arn:aws:iam::222222222222:role/x")
        + "\n"
        + &entry("shop-prod", "12", "arn:aws:iam::12:role/x");
    let all = read(&text);
    let error = all.find("shop-prod").unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with("`shop-prod` pins account `12`, which is not twelve digits."));
    assert!(said.ends_with("environments.toml`, line 9."), "{said}");
    assert_eq!(
        error.hint(),
        "Write the AWS account ID as a string of twelve digits."
    );
}

#[test]
fn a_name_that_is_written_nowhere_is_told_with_those_that_are() {
    let text = entry("good", "222222222222", "arn:aws:iam::222222222222:role/x")
        + &entry("bad", "12", "arn:aws:iam::12:role/x");
    let all = read(&text);
    let error = all.find("goood").unwrap_err();
    // A fault of another entry has nothing to do with it.
    assert_eq!(error.to_string(), "There is no environment `goood`.");
    assert_eq!(error.hint(), "There are: good.");
    let none = read("").find("goood").unwrap_err().hint();
    assert!(none.contains("belay env list"), "{none}");
}

#[test]
fn a_file_that_cannot_be_read_may_hold_the_name_that_is_missed() {
    let text = entry("shop-prod", "222222222222", "") + "region = = \"eu-west-1\"\n";
    let said = read(&text).find("shop-prod").unwrap_err().to_string();
    assert!(
        said.starts_with("There is no environment `shop-prod`. `"),
        "{said}"
    );
    assert!(
        said.contains("environments.toml`, line 8 was left out:"),
        "{said}"
    );
}

/// An entry that nothing is wrong with.
fn good(name: &str) -> String {
    entry(name, "222222222222", "arn:aws:iam::222222222222:role/x")
}

/// The names that can be used, and what is said of the others.
fn kept(text: &str) -> (Vec<String>, Vec<(Option<u32>, String)>) {
    let all = read(text);
    let names = all.entries.into_iter().map(|(e, _)| e.name).collect();
    let said = all.problems.into_iter().map(|p| (p.line, p.message));
    (names, said.collect())
}

#[test]
fn an_unknown_key_leaves_out_its_entry_alone_with_its_line() {
    let text = good("a") + &good("b") + "protcted = true\n" + &good("c");
    let (names, said) = kept(&text);
    assert_eq!(names, ["a", "c"]);
    let [(line, message)] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert_eq!(*line, Some(15));
    assert!(
        message.starts_with("`b` is not valid: unknown field `protcted`, expected one of"),
        "{message}"
    );
    let error = read(&text).find("b").unwrap_err();
    assert!(matches!(error, NoEnvironment::LeftOut(_)), "{error}");
}

#[test]
fn a_missing_or_mistyped_value_leaves_out_its_entry_alone() {
    let text = "[[environment]]\nname = \"a\"\n".to_owned()
        + &good("b").replace("\"production\"", "\"prodution\"")
        + &good("c");
    let (names, said) = kept(&text);
    assert_eq!(names, ["c"]);
    assert_eq!((said[0].0, said[1].0), (Some(1), Some(5)));
    assert!(said[0].1.contains("`a` is not valid: missing field `tier`"));
    assert!(
        said[1]
            .1
            .contains("`b` is not valid: unknown variant `prodution`")
    );
    let (names, said) = kept(&(good("a") + "[[environment]]\nname = 1\n"));
    assert_eq!(names, ["a"]);
    assert!(
        said[0].1.contains("An entry is not valid: invalid type"),
        "{said:?}"
    );
}

#[test]
fn a_table_that_misses_its_entry_by_a_letter_takes_the_entry_with_it() {
    let text = good("a") + "[enviroment.variables]\nDRY_RUN = \"1\"\n" + &good("b");
    let (names, said) = kept(&text);
    assert_eq!(names, ["b"]);
    assert_eq!(
        said,
        [(
            Some(8),
            "`enviroment` is not known here, and may belong to `a` above it.".to_owned()
        )]
    );
    let text = good("a") + "[[enviroment]]\nname = \"b\"\n";
    let (names, said) = kept(&text);
    assert_eq!(names, ["a"], "an entry of its own");
    assert_eq!(said[0].0, Some(8));
}

#[test]
fn a_key_above_all_entries_may_be_meant_for_all_of_them() {
    let text = "protected = true\n".to_owned() + &good("a");
    let (names, said) = kept(&text);
    assert_eq!(names, Vec::<String>::new());
    assert_eq!(said[0].0, Some(1));
}

#[test]
fn a_wrong_entry_keeps_its_name_so_that_no_other_is_taken_for_it() {
    let text = good("a") + "protcted = true\n" + &good("a").replace("production", "development");
    let (names, said) = kept(&text);
    assert_eq!(names, Vec::<String>::new());
    assert!(said[1].1.contains("second time"), "{said:?}");
    let error = read(&text).find("a").unwrap_err().to_string();
    assert!(error.contains("protcted"), "{error}");
}

#[test]
fn a_second_entry_that_is_wrong_does_not_hide_the_first() {
    let text = entry("a", "222222222222", "arn:aws:iam::222222222222:role/x")
        + &entry("a", "12", "arn:aws:iam::12:role/x");
    assert_eq!(read(&text).find("a").unwrap().account_id, "222222222222");
}

#[test]
fn a_role_of_another_account_is_refused() {
    let all = read(&entry(
        "a",
        "222222222222",
        "arn:aws:iam::333333333333:role/x",
    ));
    assert!(all.entries.is_empty());
    assert!(all.problems[0].message.contains("another account"));
}

#[test]
fn a_second_entry_of_a_name_is_a_problem() {
    let one = entry("a", "222222222222", "arn:aws:iam::222222222222:role/x");
    let all = read(&format!("{one}{one}"));
    assert_eq!(all.entries.len(), 1);
    assert!(all.problems[0].message.contains("second time"));
}

#[test]
fn a_broken_file_names_its_line() {
    let all = read("[[environment]]\nname = \n");
    assert_eq!(all.problems[0].line, Some(2));
}

#[test]
fn a_missing_file_is_no_problem() {
    let all = Environments::read(&[PathBuf::from("/nonexistent/environments.toml")]);
    assert!(all.problems.is_empty() && all.entries.is_empty());
}
