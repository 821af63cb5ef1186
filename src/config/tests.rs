use super::*;

#[test]
fn the_template_is_the_default() {
    assert_eq!(Config::parse(&template(), "template").unwrap(), Config::default());
}

#[test]
fn every_key_is_documented_and_every_document_has_a_key() {
    let defaults = toml::Table::try_from(Config::default()).unwrap();
    let mut keys: Vec<String> = defaults
        .iter()
        .flat_map(|(section, value)| {
            value.as_table().unwrap().keys().map(move |key| format!("{section}.{key}"))
        })
        .collect();
    let mut documented: Vec<String> = PARAMETERS.iter().map(Parameter::name).collect();
    keys.sort();
    documented.sort();
    assert_eq!(keys, documented);
}

#[track_caller]
fn check_error(text: &str, parts: &[&str]) {
    let error = Config::parse(text, "x.toml").and_then(|config| config.check()).unwrap_err();
    let message = error.to_string();
    for part in parts {
        assert!(message.contains(part), "{part:?} not in {message:?}");
    }
}

#[test]
fn unknown_keys_name_the_nearest() {
    check_error("[text]\ntitel_weight = 2.0", &["x.toml", "titel_weight", "`text.title_weight`"]);
    check_error("[theme]\nseed = 2", &["section `theme`", "`themes`"]);
    check_error("seed = 2", &["section `seed`"]);
}

#[test]
fn values_out_of_range_name_the_range() {
    check_error("[text]\nmax_df = 1.5", &["text.max_df is 1.5", "above 0, to 1"]);
    check_error("[themes]\nnumber = 0", &["themes.number is 0", "1 and more"]);
    check_error("[themes]\nmethod = \"kmean\"", &["x.toml", "kmeans"]);
    check_error("[text", &["x.toml"]);
}

#[test]
fn values_are_read() {
    let text = "[themes]\nnumber = 14\nradius = 0.3\n[trends]\nperiod = \"quarter\"";
    let config = Config::parse(text, "x").unwrap();
    assert_eq!(config.themes.number, Auto::Fixed(14));
    assert_eq!(config.themes.radius, Auto::Fixed(0.3));
    assert_eq!(config.trends.period, Auto::Fixed(PeriodUnit::Quarter));
}

#[test]
fn more_themes_than_papers_is_an_error_with_a_remedy() {
    let mut config = Config::default();
    config.themes.number = Auto::Fixed(20);
    let message = Plan::of(&config, 12).unwrap_err().to_string();
    assert!(message.contains("20 themes") && message.contains("12 --themes"), "{message}");
}

#[test]
fn help_gives_meaning_range_and_default() {
    let help = describe("text.title_weight");
    assert!(help.contains("[values: 0 to 100]") && help.contains("[default: 2.0]"), "{help}");
    assert!(describe("input.id_column").ends_with("[default: none]"));
}
