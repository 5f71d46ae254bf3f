//! Order, and what stands twice. The slice's own sort is compiled anew for every type, 4 kB of the
//! module each time; this one once.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Compares what stands at two places.
type Compare<'a> = &'a dyn Fn(usize, usize) -> Ordering;

/// The places below `count` in the order of what stands there, of equals the first one first.
pub(crate) fn order(count: usize, compare: Compare) -> Vec<usize> {
    let heap: BinaryHeap<Place> = (0..count).map(|at| Place { at, compare }).collect();
    heap.into_sorted_vec().iter().map(|place| place.at).collect()
}

/// For each key the place of the last one before that equals it.
pub(crate) fn repeats(keys: &[&str]) -> Vec<Option<usize>> {
    let order = order(keys.len(), &|a, b| keys.get(a).cmp(&keys.get(b)));
    let mut repeats = vec![None; keys.len()];
    for pair in order.windows(2) {
        if let [before, at] = *pair
            && keys.get(before) == keys.get(at)
            && let Some(repeat) = repeats.get_mut(at)
        {
            *repeat = Some(before);
        }
    }
    repeats
}

/// Where names stand in a list, found in logarithmic time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Index(Vec<usize>);

impl Index {
    pub(crate) fn new(names: &[&str]) -> Index {
        Index(order(names.len(), &|a, b| names.get(a).cmp(&names.get(b))))
    }

    /// The last place of `name`; `at` tells what stands at a place.
    pub(crate) fn find<'a>(&self, name: &str, at: &dyn Fn(usize) -> Option<&'a str>) -> Option<usize> {
        let end = self.0.partition_point(|place| at(*place) <= Some(name));
        let place = *self.0.get(end.checked_sub(1)?)?;
        (at(place) == Some(name)).then_some(place)
    }
}

/// A place, which is compared by what stands there.
struct Place<'a> {
    at: usize,
    compare: Compare<'a>,
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.compare)(self.at, other.at).then(self.at.cmp(&other.at))
    }
}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Place<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let numbers = [3, 1, 2, 3, 1, 0];
        assert_eq!(order(6, &|a, b| numbers.get(a).cmp(&numbers.get(b))), [5, 1, 4, 2, 0, 3]);
        assert_eq!(order(0, &|_, _| Ordering::Equal), [0; 0]);
        assert_eq!(order(1_000, &|_, _| Ordering::Equal), (0..1_000).collect::<Vec<_>>());
    }

    #[test]
    fn repeats_name_the_last_one_before() {
        assert_eq!(repeats(&["b", "a", "b", "c", "b"]), [None, None, Some(0), None, Some(2)]);
        assert_eq!(repeats(&[]), []);
    }

    #[test]
    fn names_are_found_where_they_stand_last() {
        let names = ["b", "a", "b", "c"];
        let index = Index::new(&names);
        let find = |name| index.find(name, &|at| names.get(at).copied());
        assert_eq!(["a", "b", "c", "", "bb", "d"].map(find), [Some(1), Some(2), Some(3), None, None, None]);
        assert_eq!(Index::new(&[]).find("a", &|_| None), None);
    }
}
