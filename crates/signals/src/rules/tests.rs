use super::*;

#[test]
fn the_bundled_packs_compile_and_say_what_each_signal_is() {
    let rules = Rules::compile(&[Pack::bundled()]).unwrap_or_else(|errors| panic!("{errors}"));
    for signal in Signal::ALL {
        let page = rules.page(signal);
        for text in [&page.name, &page.what, &page.why] {
            for language in Language::ALL {
                assert!(!text.get(language).is_empty(), "{} lacks its page", signal.name());
            }
        }
    }
}

#[test]
fn every_example_fires_and_no_near_miss_does() {
    let rules = Rules::bundled();
    let report = rules.test();
    assert!(report.run >= 12 * rules.rules.len());
    let failed: Vec<String> = report
        .failed
        .iter()
        .map(|case| {
            format!(
                "{} {}: {}",
                if case.must_fire { "silent" } else { "fires" },
                rules.rule(case.rule).name(),
                case.text
            )
        })
        .collect();
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), report.run, failed.join("\n"));
}

#[test]
fn most_vietnamese_examples_fire_without_diacritics_too() {
    let rules = Rules::bundled();
    let mut normaliser = crate::lexicon::normaliser();
    let (mut marked, mut bare) = (Normalised::default(), Normalised::default());
    let (mut run, mut fired) = (0, 0);
    for (id, rule) in rules.iter() {
        for example in &rule.examples().vi {
            normaliser.read(example, &mut marked);
            normaliser.read(&marked.letters, &mut bare);
            let (mut mentions, mut hits) = (Vec::new(), Vec::new());
            rules.lexicon().find(&bare, &mut mentions);
            rules.scan(&bare, &mentions, &mut RuleScratch::default(), &mut hits);
            run += 1;
            fired += usize::from(hits.iter().any(|hit| hit.rule == id));
        }
    }
    assert!(fired * 100 >= run * 90, "{fired} of {run}");
}
