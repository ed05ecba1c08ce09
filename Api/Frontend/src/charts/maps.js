import { registerMap } from 'echarts/core';
import { geoAlbersUsa, geoNaturalEarth1 } from 'd3-geo';
import { feature } from 'topojson-client';

// Albers' projection of the United States has insets for Alaska and Hawaii; it has no place for the territories.
const maps = {
  us: { object: 'states', project: geoAlbersUsa(), without: new Set(['60', '66', '69', '72', '78']) },
  // Drawn without a projection, the world's shapes streak across the antimeridian.
  world: { object: 'countries', project: geoNaturalEarth1(), without: new Set() },
};
const ready = new Map();

export function prepareMap(name) {
  if (!ready.has(name)) {
    ready.set(name, load(name));
  }
  return ready.get(name);
}

export function projectionOf(name) {
  const { project } = maps[name];
  return {
    project: point => project(point) ?? [NaN, NaN],
    unproject: point => project.invert(point) ?? [NaN, NaN],
    stream: project.stream,
  };
}

/** Whether the map has a place for a point. */
export function isOn(name, longitude, latitude) {
  return Number.isFinite(longitude) && Number.isFinite(latitude) && maps[name].project([longitude, latitude]) !== null;
}

// Resolved as a module is, so that the page's import map leads to the name that carries a hash, which a browser keeps.
async function load(name) {
  const { object, without } = maps[name];
  const shapes = await (await fetch(import.meta.resolve(`./maps/${name}.json`))).json();
  const all = feature(shapes, shapes.objects[object]);
  registerMap(name, { type: 'FeatureCollection', features: all.features.filter(state => !without.has(state.id)) });
}
