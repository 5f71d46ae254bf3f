//! Order, what stands twice, and where names stand. The slice's own sort is compiled anew for every type, 4 kB of the
//! module each time; this one once.

use std::cmp::Ordering;

/// Compares what stands at two places.
type Compare<'a> = &'a dyn Fn(usize, usize) -> Ordering;

/// The name of what stands at a place of a list; `None` beyond its end.
pub(crate) type Names<'a, 'n> = &'a dyn Fn(usize) -> Option<&'n str>;

/// So few are put in order by exchanging neighbours, which takes no room.
const RUN: usize = 8;

/// The places below `count` in the order of what stands there, of equals the first one first.
pub(crate) fn order(count: usize, compare: Compare) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for run in order.chunks_mut(RUN) {
        for end in 1..run.len() {
            for place in (0..end).rev() {
                match run.get_mut(place..) {
                    Some([a, b, ..]) if compare(*a, *b).is_gt() => std::mem::swap(a, b),
                    _ => break,
                }
            }
        }
    }
    if count > RUN { merged(order, compare) } else { order }
}

/// Of places of which each run is in order, all of them.
#[inline(never)]
fn merged(mut order: Vec<usize>, compare: Compare) -> Vec<usize> {
    let count = order.len();
    // Each two runs are merged into one.
    let mut run = RUN;
    while run < count {
        let mut merged = Vec::with_capacity(count);
        let mut rest = &*order;
        while !rest.is_empty() {
            let (mut a, more) = rest.split_at_checked(run).unwrap_or((rest, &[]));
            let (mut b, more) = more.split_at_checked(run).unwrap_or((more, &[]));
            rest = more;
            while let ([first, after_a @ ..], [second, after_b @ ..]) = (a, b) {
                if compare(*first, *second).is_gt() {
                    merged.push(*second);
                    b = after_b;
                } else {
                    merged.push(*first);
                    a = after_a;
                }
            }
            merged.extend_from_slice(a);
            merged.extend_from_slice(b);
        }
        order = merged;
        run = run.saturating_mul(2);
    }
    order
}

/// For each of `count` places the last one before at which there is the same.
pub(crate) fn repeats(count: usize, compare: Compare) -> Vec<Option<usize>> {
    let mut repeats = vec![None; count];
    for pair in order(count, compare).windows(2) {
        if let [before, at] = *pair
            && compare(before, at).is_eq()
            && let Some(repeat) = repeats.get_mut(at)
        {
            *repeat = Some(before);
        }
    }
    repeats
}

/// For each name of a list the place of the last one before that equals it.
pub(crate) fn repeated_names(count: usize, names: Names) -> Vec<Option<usize>> {
    repeats(count, &|a, b| names(a).cmp(&names(b)))
}

/// Whether a list is short and no name stands twice in it: of nearly all lists it is known without making any other.
pub(crate) fn are_few_and_differ(count: usize, names: Names) -> bool {
    count <= RUN && (1..count).all(|at| (0..at).all(|before| names(before) != names(at)))
}

/// Where names stand in a list, found in logarithmic time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Index(Vec<usize>);

impl Index {
    /// Of a list without names.
    pub(crate) const EMPTY: Index = Index(Vec::new());

    pub(crate) fn new(count: usize, names: Names) -> Index {
        Index(order(count, &|a, b| names(a).cmp(&names(b))))
    }

    /// The last place of `name`.
    #[inline(never)]
    pub(crate) fn find(&self, name: &str, names: Names) -> Option<usize> {
        let end = self.0.partition_point(|place| names(*place) <= Some(name));
        let place = *self.0.get(end.checked_sub(1)?)?;
        (names(place) == Some(name)).then_some(place)
    }
}

/// The place of a name among `count`, where many are asked for one after the other: most likely that of the last one, or
/// soon behind it.
#[inline(never)]
pub(crate) fn find_from(last: &mut usize, count: usize, name: &str, names: Names) -> Option<usize> {
    for _ in 0..count {
        if names(*last) == Some(name) {
            return Some(*last);
        }
        *last = last.saturating_add(1);
        if *last >= count {
            *last = 0;
        }
    }
    None
}

/// The products that terms are for; a list that names none is for all.
pub(crate) struct For<'l> {
    products: &'l [String],
    last: usize,
}

impl<'l> For<'l> {
    pub(crate) fn new(products: &'l [String]) -> For<'l> {
        For { products, last: 0 }
    }

    pub(crate) fn has(&mut self, product: &str) -> bool {
        let ids = |at: usize| self.products.get(at).map(String::as_str);
        self.products.is_empty() || find_from(&mut self.last, self.products.len(), product, &ids).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let numbers = [3, 1, 2, 3, 1, 0];
        assert_eq!(order(6, &|a, b| numbers.get(a).cmp(&numbers.get(b))), [5, 1, 4, 2, 0, 3]);
        for count in 0..40 {
            let key = |at: usize| (at * 7 + 3) % 11;
            let mut sorted: Vec<usize> = (0..count).collect();
            sorted.sort_by_key(|at| key(*at));
            assert_eq!(order(count, &|a, b| key(a).cmp(&key(b))), sorted);
        }
        assert_eq!(order(0, &|_, _| Ordering::Equal), [0; 0]);
        assert_eq!(order(1_000, &|_, _| Ordering::Equal), (0..1_000).collect::<Vec<_>>());
    }

    #[test]
    fn repeats_name_the_last_one_before() {
        let names = ["b", "a", "b", "c", "b"];
        let names = |at| names.get(at).copied();
        assert_eq!(repeated_names(5, &names), [None, None, Some(0), None, Some(2)]);
        assert_eq!(repeated_names(0, &names), []);
    }

    #[test]
    fn names_are_found_where_they_stand_last() {
        let names = ["b", "a", "b", "c"];
        let names = |at| names.get(at).copied();
        let index = Index::new(4, &names);
        let find = |name| index.find(name, &names);
        assert_eq!(["a", "b", "c", "", "bb", "d"].map(find), [Some(1), Some(2), Some(3), None, None, None]);
        assert_eq!(Index::EMPTY.find("a", &|_| None), None);
    }

    #[test]
    fn names_are_found_one_after_the_other() {
        for count in [0, 1, 2, 9] {
            let names: Vec<String> = (0..count).map(|n| format!("n{n}")).collect();
            let named = |at: usize| names.get(at).map(String::as_str);
            let mut last = 0;
            let mut find = |name: &str| find_from(&mut last, count, name, &named);
            // In order, backwards, by leaps, and what is not there in between.
            for place in (0..count).chain((0..count).rev()).chain((0..count).map(|n| n * 7 % count)) {
                let name = format!("n{place}");
                assert_eq!([&*name, "n9", &*name].map(&mut find), [Some(place), None, Some(place)]);
            }
            let mut list = For::new(&names);
            assert_eq!([list.has("n0"), list.has("n9"), list.has("")], [true, count == 0, count == 0]);
        }
    }
}
